"""The subcommands of ``klachtbot``: each module offers ``add_parser`` and ``run``."""
