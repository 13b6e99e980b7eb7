"""The live laboratory: two worlds under the same luck that a person steps, rewinds, branches and takes part in."""
