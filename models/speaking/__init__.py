"""Speaking Mandarin with Kokoro-82M v1.0: pinyin in, samples out. What it needs is in `.runtime/kokoro`.

`symbols` turns pinyin into what the network reads, `kokoro` runs the network. Its model and its voices
(Apache-2.0) are fetched by `script/setup --extra voices`, which also installs onnxruntime.
"""
