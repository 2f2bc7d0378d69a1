"""The yardstick page Y: what a bare Django page costs on this machine.

Django's standard middleware, one row read by the ORM from SQLite, one template.
"""
