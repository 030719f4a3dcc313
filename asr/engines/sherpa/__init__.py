"""Models of sherpa-onnx."""
