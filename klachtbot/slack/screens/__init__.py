"""Pure builders: values in, blocks out. One file per screen."""
