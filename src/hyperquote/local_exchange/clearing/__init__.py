"""Money: positions, margin, fees and funding in whole micro-USDC. Compiled."""
