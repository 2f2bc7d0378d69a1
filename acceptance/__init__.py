"""What others' tools say of the paper (`make acceptance`): checkers, extractors, text browsers, Lighthouse.

A newsroom of the sample, the seed and a story of each special kind is served by gunicorn on loopback.
"""
