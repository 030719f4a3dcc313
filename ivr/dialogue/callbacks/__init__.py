"""Two short conversations: will you be called back, and who has answered the call-back?"""
