"""The demo by the million: a few thousand calls are rendered once, and stored over and over under new ids."""
