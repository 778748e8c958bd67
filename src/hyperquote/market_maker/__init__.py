"""The market maker: facts in, decisions out. Pure but for `infra`."""
