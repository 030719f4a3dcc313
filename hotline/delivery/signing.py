"""Who receives knows that it is us, and that it is new: signatures as Standard Webhooks has them.

https://github.com/standard-webhooks/standard-webhooks: HMAC-SHA256, in base64, of id, time and body, with
points between them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac


def signed_headers(secret: bytes, key: str, at: int, body: bytes) -> dict[str, str]:
    """`key` is the same in every try of a delivery; `at` in seconds since the Unix epoch."""
    content = f"{key}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": key,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{signature}",
        "Idempotency-Key": key,
    }
