#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenRRAS's build.  The Makefile is the door; `make help` lists what it does.

Every directory's wscript builds what is in it.  Generated NDR code comes from
idl/, and is used by naming it: use='ndr_dimsvc'.
"""

import os
import re

from waflib import Configure, Errors, Utils

APPNAME = 'openrras'
VERSION = '0.1.0'
top = '.'
out = 'build'

# Configure again, with the options of the first time, when a wscript changed.
Configure.autoconfig = 'clobber'

# Parts in the order of their dependencies.
DIRECTORIES = ['idl', 'compat', 'server', 'client', 'tests']

# Hand-written code only; generated code is compiled without warnings.
# Callbacks often do not use all that they are given.
WARNINGS = ['-Wall', '-Wextra', '-Werror', '-Wshadow', '-Wstrict-prototypes',
            '-Wmissing-prototypes', '-Wformat=2', '-Wconversion',
            '-Wno-unused-parameter']

PACKAGES = {  # name in use= : pkg-config package
    'TALLOC': 'talloc',
    'TEVENT': 'tevent',
    'TDB': 'tdb',
    'NDR': 'ndr',
    'NDR_STANDARD': 'ndr_standard',
    'DCERPC': 'dcerpc',
    'DCERPC_SERVER': 'dcerpc_server',
    'SAMBA_HOSTCONFIG': 'samba-hostconfig',
    'SAMBA_CREDENTIALS': 'samba-credentials',
    'SAMBA_UTIL': 'samba-util',
    'NL': 'libnl-3.0',
    'NL_ROUTE': 'libnl-route-3.0',
    'POPT': 'popt',
    'JANSSON': 'jansson',
    'SYSTEMD': 'libsystemd',
    'MICROHTTPD': 'libmicrohttpd',
    'CMOCKA': 'cmocka',
    'GNUTLS': 'gnutls',     # SSTP is TLS; Samba brings it anyway
}

LIBRARIES = {  # without a .pc file
    'DCERPC_SERVER_CORE': 'dcerpc-server-core',
    'DCERPC_BINDING': 'dcerpc-binding',
    'SAMBA_ERRORS': 'samba-errors',
    'TEVENT_UTIL': 'tevent-util',
    'DL': 'dl',
    'PTHREAD': 'pthread',
}


def options(opt):
    opt.load('compiler_c')
    opt.add_option('--samba-source', default='',
                   help='directory with pidl and librpc/idl (.ci/prepare)')
    opt.add_option('--sanitize', action='store_true', default=False,
                   help='build with AddressSanitizer and UBSan')
    opt.add_option('--samba-libexecdir', default='',
                   help="where Samba looks for its rpcd_* helpers")


def configure(conf):
    conf.load('compiler_c')
    conf.find_program('perl')
    conf.find_program('pkg-config', var='PKGCONFIG')
    configure_flags(conf)
    for name, package in PACKAGES.items():
        conf.check_cfg(package=package, args='--cflags --libs',
                       uselib_store=name)
        hide_warnings_of_headers(conf, name)
    # ndr.h of Samba 4.20 and later uses PRIx32 without including this.
    conf.env.append_value('CFLAGS_NDR', ['-include', 'inttypes.h'])
    for name, library in LIBRARIES.items():
        conf.check_cc(lib=library, uselib_store=name)
    find_pidl(conf)
    find_samba(conf)
    find_pppd(conf)
    define_paths(conf)
    conf.write_config_header('config.h')


def configure_flags(conf):
    env = conf.env
    env.append_value('CFLAGS', ['-std=gnu11', '-g', '-O2', '-fPIC',
                                '-fstack-protector-strong'])
    env.append_value('DEFINES', ['_GNU_SOURCE', 'HAVE_CONFIG_H'])
    env.append_value('LINKFLAGS', ['-Wl,--as-needed', '-Wl,-z,relro,-z,now'])
    env.append_value('LINKFLAGS_cprogram', ['-pie'])
    env.append_value('INCLUDES', [conf.path.abspath()])
    env.WARNINGS = WARNINGS
    env.SANITIZE = conf.options.sanitize
    if conf.options.sanitize:
        flags = ['-fsanitize=address,undefined', '-fno-omit-frame-pointer',
                 '-fno-sanitize-recover=undefined']
        env.append_value('CFLAGS', flags)
        env.append_value('LINKFLAGS', flags)
    else:
        env.append_value('CPPFLAGS', ['-U_FORTIFY_SOURCE',
                                      '-D_FORTIFY_SOURCE=2'])


def hide_warnings_of_headers(conf, name):
    """Include a library's headers as system headers: not ours to mend."""
    for path in conf.env['INCLUDES_' + name] or []:
        conf.env.append_value('CFLAGS_' + name, ['-isystem', path])
    conf.env['INCLUDES_' + name] = []


def find_pidl(conf):
    source = os.path.abspath(conf.options.samba_source)
    pidl = os.path.join(source, 'pidl', 'pidl')
    if not conf.options.samba_source or not os.path.exists(pidl):
        conf.fatal('no pidl in --samba-source; run make, which fetches it')
    conf.env.PIDL = pidl
    conf.env.PIDL_IDL = os.path.join(source, 'librpc', 'idl')
    conf.msg('Checking for pidl', pidl)


def find_samba(conf):
    """Where the installed Samba keeps its private libraries and helpers."""
    libdir = pkg_variable(conf, 'dcerpc_server', 'libdir')
    private = os.path.join(libdir, 'samba')
    for name in ('libRPC-WORKER-samba4.so.0',
                 'libRPC-WORKER-private-samba.so.0'):
        if os.path.exists(os.path.join(private, name)):
            conf.define('SAMBA_RPC_WORKER_LIB', os.path.join(private, name))
    conf.env.SAMBA_PRIVATE_LIBDIR = private
    conf.define('SAMBA_PRIVATE_LIBDIR', private)
    libexec = conf.options.samba_libexecdir or samba_libexecdir(conf)
    conf.env.SAMBA_LIBEXECDIR = libexec
    conf.define('SAMBA_LIBEXECDIR', libexec)
    conf.msg('Private libraries of Samba', private)
    conf.msg('RPC helpers of Samba', libexec)


def samba_libexecdir(conf):
    """smbd -b names the libexec directory from 4.18 on or so; else guess."""
    try:
        text = conf.cmd_and_log(['smbd', '-b'], quiet=True)
        found = re.search(r'SAMBA_LIBEXECDIR: *(\S+)', text)
        if found:
            return found.group(1)
    except Errors.WafError:
        pass
    prefix = pkg_variable(conf, 'dcerpc_server', 'prefix') or '/usr'
    return os.path.join(prefix, 'libexec', 'samba')


def find_pppd(conf):
    """pppd 2.5 has pppd.pc; 2.4.9 says its version in patchlevel.h."""
    version = ''
    try:
        version = conf.cmd_and_log(conf.env.PKGCONFIG +
                                   ['--modversion', 'pppd'], quiet=True)
    except Errors.WafError:
        header = '/usr/include/pppd/patchlevel.h'
        if os.path.exists(header):
            with open(header) as f:
                found = re.search(r'VERSION\s+"([^"]+)"', f.read())
            version = found.group(1) if found else ''
    conf.env.PPPD_VERSION = version.strip()
    conf.msg('Version of pppd', conf.env.PPPD_VERSION or 'none',
             color='GREEN' if version else 'YELLOW')
    if version:
        conf.define('PPPD_VERSION', conf.env.PPPD_VERSION)


def pkg_variable(conf, package, variable):
    return conf.cmd_and_log(conf.env.PKGCONFIG + ['--variable=' + variable,
                                                  package], quiet=True).strip()


def define_paths(conf):
    env = conf.env
    env.LIBDIR = env.LIBDIR or os.path.join(env.PREFIX, 'lib')
    env.BINDIR = env.BINDIR or os.path.join(env.PREFIX, 'bin')
    env.SBINDIR = os.path.join(env.PREFIX, 'sbin')
    env.LIBEXECDIR = os.path.join(env.PREFIX, 'libexec', 'openrras')
    env.MANDIR = os.path.join(env.PREFIX, 'share', 'man')
    env.DATADIR = os.path.join(env.PREFIX, 'share')
    env.INCLUDEDIR = os.path.join(env.PREFIX, 'include', 'openrras')
    env.PLUGINDIR = os.path.join(env.LIBDIR, 'openrras')
    env.RUNDIR = '/run/rras'
    for name in ('LIBDIR', 'BINDIR', 'SBINDIR', 'LIBEXECDIR', 'PLUGINDIR',
                 'RUNDIR'):
        conf.define('RRAS_' + name, env[name])
    conf.define('RRAS_STATEDIR', '/var/lib/rras')
    conf.define('RRAS_VERSION', VERSION)


def build(bld):
    # config.h and the source tree for all, warnings for hand-written code.
    bld.env.append_value('INCLUDES', [bld.bldnode.abspath()])
    bld.env.append_value('CFLAGS', bld.env.WARNINGS)
    bld.unit_tests = []
    # use='START_FAULTS', for programs with tests/unit/start_faults.c
    bld.env.LINKFLAGS_START_FAULTS = [
        '-Wl,--wrap=' + name
        for name in ('execve', 'pthread_create', 'pidfd_open')]
    for name in DIRECTORIES:
        bld.recurse(name, mandatory=False)
    bld.add_post_fun(list_unit_tests)


def list_unit_tests(bld):
    """The list that tests/run-unit goes by: no stale programs."""
    node = bld.bldnode.make_node('tests/unit/list')
    node.parent.mkdir()
    node.write(''.join(name + '\n' for name in sorted(bld.unit_tests)))


@Configure.conf
def unit_test(bld, name, source=None, use='', **kw):
    """One cmocka program, built as <out>/tests/unit/<name>.

    source defaults to tests/unit/<name>.c.  It finds its data in TESTS_DIR.
    """
    bld.unit_tests.append(name)
    if source is None:
        source = [bld.srcnode.find_node('tests/unit/%s.c' % name)]
        if source[0] is None:
            bld.fatal('no tests/unit/%s.c' % name)
    defines = ['TESTS_DIR="%s"' % bld.srcnode.find_dir('tests').abspath()]
    defines += kw.pop('defines', [])
    kw.setdefault('includes', '.')
    return bld.program(
        name='unit_' + name,
        target=bld.bldnode.make_node('tests/unit/' + name),
        source=source, use=Utils.to_list(use) + ['CMOCKA', 'TALLOC'],
        defines=defines, install_path=None, **kw)
