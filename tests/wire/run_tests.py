#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tests of unittest and says how many passed, as tests/tally wants it.

  run_tests.py NAME...     modules, classes or single tests, as for unittest
"""
import sys
import unittest


def main(module, names):
    """Run the tests of these names; exits with 1 when one failed."""
    # impacket leaves its sockets to the garbage collector: no warnings of it.
    result = unittest.main(module, argv=['tests'] + names, verbosity=2,
                           warnings='ignore', exit=False).result
    # a test that fails in several of its subtests is one
    bad = {getattr(test, 'test_case', test).id() for test, _ in
           result.failures + result.errors}
    passed = result.testsRun - len(bad) - len(result.skipped)
    # where unittest writes, so that the order is kept
    print('%d passed, %d failed' % (max(passed, 0), len(bad)), file=sys.stderr)
    sys.exit(bool(bad))


if __name__ == '__main__':
    main(None, sys.argv[1:])
