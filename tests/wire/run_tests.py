#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tests of unittest and says how many passed, as tests/tally wants it.

  run_tests.py NAME...     modules, classes or single tests, as for unittest

A test that hangs ends the program, which prints where every thread of it was.
"""
import collections
import faulthandler
import sys
import time
import unittest

HANGS = 300     # seconds; what takes longest takes 20 on a slow machine
SLOWEST = 8     # so many are named


class TimedResult(unittest.TextTestResult):
    """Knows what each test took, with what was set up for it."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.times = {}
        self._begin()

    def _begin(self):
        self._since = time.monotonic()
        faulthandler.dump_traceback_later(HANGS, exit=True)

    def stopTest(self, test):
        super().stopTest(test)
        self.times[test.id()] = time.monotonic() - self._since
        self._begin()

    def stopTestRun(self):
        super().stopTestRun()
        faulthandler.cancel_dump_traceback_later()

    def print_times(self):
        """Those of the modules, and of the slowest tests."""
        modules = collections.Counter()
        for name, seconds in self.times.items():
            modules[name.partition('.')[0]] += seconds
        slowest = collections.Counter(self.times).most_common(SLOWEST)
        for name, seconds in modules.most_common() + slowest:
            self.stream.writeln('%7.1f s  %s' % (seconds, name))


def main(module, names):
    """Run the tests of these names; exits with 1 when one failed."""
    # impacket leaves its sockets to the garbage collector: no warnings of it.
    runner = unittest.TextTestRunner(verbosity=2, warnings='ignore',
                                     resultclass=TimedResult)
    result = unittest.main(module, argv=['tests'] + names, testRunner=runner,
                           exit=False).result
    result.print_times()
    # a test that fails in several of its subtests is one
    bad = {getattr(test, 'test_case', test).id() for test, _ in
           result.failures + result.errors}
    passed = result.testsRun - len(bad) - len(result.skipped)
    # where unittest writes, so that the order is kept
    print('%d passed, %d failed' % (max(passed, 0), len(bad)), file=sys.stderr)
    sys.exit(bool(bad))


if __name__ == '__main__':
    main(None, sys.argv[1:])
