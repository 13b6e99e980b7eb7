"""The ground floor: symbols, arrays, luck, errors, registries. Imports nothing of ours and, outside the library, numpy alone."""
