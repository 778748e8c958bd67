"""Structs into bytes: one encoder for everything the exchange says."""

import msgspec

encode = msgspec.json.Encoder().encode
