"""`python -m hotline` is the command `hotline`."""

from hotline.cli.app import main

main()
