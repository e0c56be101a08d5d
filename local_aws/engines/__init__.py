"""Translation engines: a module of this package with a function `create(**settings)` is an engine of that name."""
