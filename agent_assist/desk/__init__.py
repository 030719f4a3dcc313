"""The desk: what of the board is shown to whom, over HTTP and WebSocket."""
