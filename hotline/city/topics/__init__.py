"""What calls are about, found while they come: like complaints become one topic, across wordings.

A call goes to the nearest topic, and how far it is from it is told; one that is far from all begins a topic.
Nothing is put aside as noise. By letters alone, and by what sentences mean where an encoder is at hand.
"""
