"""The decoding graph, in Kaldi's formats."""
