"""A reply to a case, held against the case and the knowledge base before it is sent (答复预审)."""
