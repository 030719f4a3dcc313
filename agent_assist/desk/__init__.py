"""The desk: what is shown, to whom, over HTTP and WebSocket."""
