"""The commands of `spheres`: one file a command, found by its name.

A module `sim.commands.<name>` holds a click command called `command`. It imports click and nothing else that
takes time; what a command needs is imported inside it, so that `spheres --help` answers at once. Modules
whose name begins with an underscore are no commands.
"""

# Exit codes; 0 is done, 2 is click's for a faulty command line.
FAILED, BAD_SCENARIO, DIFFERS, INTERRUPTED = 1, 3, 4, 130
