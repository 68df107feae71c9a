# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for rrasctl(1)

# The options that say which router, as they stand on the line so far: names
# of interfaces come from there.  A remote one is asked only when that needs no
# password: a wrong guess at each <Tab> would lock the account.
_rrasctl_where()
{
	local i remote= secret=

	for ((i = 1; i < ${#words[@]}; i++)); do
		case ${words[i]} in
		-S | --server | -S?* | --server=*) remote=1 ;;&
		-A | --authentication-file | -A?* | --authentication-file=*) secret=1 ;;&
		-k | --use-kerberos=required) secret=1 ;;&
		-S | --server | -A | --authentication-file | -s | --configfile | --socket)
			where+=("${words[i]}" "${words[++i]}")
			;;
		-S?* | --server=* | -A?* | --authentication-file=* | -s?* | \
			--configfile=* | --socket=* | -k | --use-kerberos=*)
			where+=("${words[i]}")
			;;
		esac
	done
	[[ -z $remote || -n $secret ]]
}

_rrasctl_interfaces()
{
	local where=() name quoted

	_rrasctl_where || return
	while IFS= read -r name; do
		# Names have blanks: compgen -W would split them.  What stands
		# there may be quoted as an earlier <Tab> has left it.
		quoted=$(printf '%q' "$name")
		if [[ $name == "$cur"* || $quoted == "$cur"* ]]; then
			COMPREPLY+=("$quoted")
		fi
	done < <(rrasctl "${where[@]}" --no-pass --call-timeout=2 \
		interface list --names 2>/dev/null </dev/null)
}

# What a list prints in its first column, or by its JSON member.
_rrasctl_names_of()
{
	local where=() name

	_rrasctl_where || return
	while IFS= read -r name; do
		name=$(printf '%q' "$name")
		[[ $name != "$cur"* ]] || COMPREPLY+=("$name")
	done < <(rrasctl "${where[@]}" --no-pass --call-timeout=2 --json \
		"$1" list 2>/dev/null </dev/null |
		grep -o "\"$2\":\"[^\"\\\\]*\"" | cut -d'"' -f4 | sort -u)
}

# The words on the line that are no options and no values of options.
_rrasctl_plain_words()
{
	local i

	for ((i = 1; i < ${#words[@]}; i++)); do
		case ${words[i]} in
		-S | -U | -A | -s | -W | --server | --user | --authentication-file | \
			--configfile | --socket | --call-timeout | --use-kerberos | \
			--type | --device | --number | --service | --auth | \
			--encryption | --ipv4 | --ipv6 | --ip-address | --dns | \
			--idle | --default-gateway | --header-compression | \
			--software-compression | --lcp-extensions | --timeout | \
			--domain | --password-file | --connection | --count | \
			--device-type | --alternates | --ras | --routing | \
			--sa-lifetime | --sa-data-size | --certificate-name | \
			--certificate-hash | --integrity | --cipher | --pfs | \
			--dh | --key-file | --identity | --pin-file | -t | -d | -e)
			((i++))
			;;
		-n) # a number for create and set, --no-wait for connect
			[[ ${plain[1]-} == connect ]] || ((i++))
			;;
		-c) # a connection for list, --cancel for connect
			[[ ${plain[1]-} == connect ]] || ((i++))
			;;
		-a) # a list for create and set, --all for monitor
			[[ ${plain[0]-} == monitor ]] || ((i++))
			;;
		-*) ;;
		*) plain+=("${words[i]}") ;;
		esac
	done
}

_rrasctl_value()
{
	# Letters that are options of some commands only, or of two.
	case "${plain[1]-} $prev" in
	'connect -t') return 0 ;;
	'connect -c') return 1 ;;
	'list -c') prev=--connection ;;
	'set-ikev2 --encryption')
		COMPREPLY=($(compgen -W 'des 3des aes128 aes192 aes256' -- "$cur"))
		return
		;;
	'set-ikev2 --auth')
		COMPREPLY=($(compgen -W 'md5 sha1 sha256 gcm-aes128 gcm-aes192 gcm-aes256' -- "$cur"))
		return
		;;
	'create '* | 'set '*)
		case $prev in
		-t) prev=--type ;;
		-d) prev=--device ;;
		-n) prev=--number ;;
		-a) prev=--auth ;;
		-e) prev=--encryption ;;
		esac
		;;
	esac
	case $prev in
	--type) COMPREPLY=($(compgen -W 'pppoe modem direct pptp l2tp sstp vpn' -- "$cur")) ;;
	--auth) COMPREPLY=($(compgen -W 'pap chap mschapv2 eap chap,mschapv2' -- "$cur")) ;;
	--encryption) COMPREPLY=($(compgen -W 'none optional require require-max' -- "$cur")) ;;
	--ipv4 | --ipv6 | --default-gateway | --header-compression | \
		--software-compression | --lcp-extensions | --ras | --routing)
		COMPREPLY=($(compgen -W 'yes no' -- "$cur"))
		;;
	--idle) COMPREPLY=($(compgen -W 'never default' -- "$cur")) ;;
	--ip-address | --dns) COMPREPLY=($(compgen -W 'auto' -- "$cur")) ;;
	--use-kerberos) COMPREPLY=($(compgen -W 'desired required off' -- "$cur")) ;;
	--device) COMPREPLY=($(compgen -W "$(ls /sys/class/net)" -- "$cur")) ;;
	--device-type) COMPREPLY=($(compgen -W 'PPPoE Modem SERIAL Vpn' -- "$cur")) ;;
	--integrity) COMPREPLY=($(compgen -W 'md5 sha1 sha256 sha384' -- "$cur")) ;;
	--cipher)
		COMPREPLY=($(compgen -W 'des 3des aes128 aes192 aes256 gcm-aes128
			gcm-aes192 gcm-aes256' -- "$cur"))
		;;
	--pfs)
		COMPREPLY=($(compgen -W 'none group1 group2 group14 ecp256 ecp384
			main group24' -- "$cur"))
		;;
	--dh)
		COMPREPLY=($(compgen -W 'none group1 group2 group14 ecp256 ecp384
			group24' -- "$cur"))
		;;
	--connection) _rrasctl_names_of connection name ;;
	-S | --server) COMPREPLY=($(compgen -A hostname -- "$cur")) ;;
	-A | --authentication-file | -s | --configfile | --socket | --password-file | \
		--key-file | --pin-file | --certificate-name)
		compopt -o filenames
		COMPREPLY=($(compgen -f -- "$cur"))
		;;
	--count | --parallel | --alternates | --sa-lifetime | --sa-data-size | \
		--certificate-hash | --identity) ;;
	-U | --user | --call-timeout | --number | --service | --timeout | -W | --domain) ;;
	*) return 1 ;;
	esac
}

_rrasctl_options()
{
	local options='--server --user --authentication-file --no-pass
		--use-kerberos --configfile --socket --call-timeout --json
		--version --help'

	case "${plain[0]-} ${plain[1]-}" in
	'interface list') options+=' --names' ;;
	'interface create' | 'interface set')
		options+=' --type --device --number --service --auth
			--encryption --ipv4 --ipv6 --ip-address --dns --idle
			--default-gateway --header-compression
			--software-compression --lcp-extensions --enable
			--disable'
		;;&
	'interface create') options+=' --from-phonebook' ;;
	'interface connect') options+=' --all --parallel --no-wait --timeout --cancel' ;;
	'interface disconnect') options+=' --all' ;;
	'credential set') options+=' --domain --password-file --keep-password --clear' ;;
	'interface set-ikev2')
		options+=' --sa-lifetime --sa-data-size --certificate-name
			--certificate-hash --integrity --encryption --cipher
			--auth --pfs --dh'
		;;
	'port list') options+=' --connection' ;;
	'device set') options+=' --device-type --device --number --alternates' ;;
	'server set-ports') options+=' --ras --routing' ;;
	'monitor '*) options+=' --count --all' ;;
	'credential set-key') options+=' --key-file' ;;
	'credential set-eap')
		options+=' --identity --certificate-hash --pin-file --ask-pin'
		;;
	'credential show') options+=' --show-password' ;;
	esac
	COMPREPLY=($(compgen -W "$options" -- "$cur"))
}

_rrasctl()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local words=() plain=() i

	# The words before this one.  bash splits "--option=value" at the sign.
	for ((i = 0; i < COMP_CWORD; i++)); do
		if ((i > 0)) && [[ ${COMP_WORDS[i]} == = || ${COMP_WORDS[i - 1]} == = ]]; then
			words[-1]+=${COMP_WORDS[i]}
		else
			words+=("${COMP_WORDS[i]}")
		fi
	done
	COMPREPLY=()
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	_rrasctl_plain_words
	_rrasctl_value && return
	if [[ $cur == -* ]]; then
		_rrasctl_options
		return
	fi
	case "${#plain[@]} ${plain[*]}" in
	'0 ')
		COMPREPLY=($(compgen -W 'server service interface link
			credential port device connection monitor' -- "$cur"))
		;;
	'1 server') COMPREPLY=($(compgen -W 'info ports set-ports config' -- "$cur")) ;;
	'1 service') COMPREPLY=($(compgen -W 'status pause continue' -- "$cur")) ;;
	'1 interface')
		COMPREPLY=($(compgen -W 'list show create set delete connect
			disconnect reload show-ikev2 set-ikev2
			remove-ikev2' -- "$cur"))
		;;
	'1 link') COMPREPLY=($(compgen -W 'history' -- "$cur")) ;;
	'1 credential')
		COMPREPLY=($(compgen -W 'set show set-key show-key remove-key
			set-eap show-eap remove-eap' -- "$cur"))
		;;
	'1 port')
		COMPREPLY=($(compgen -W 'list show clear-stats reset
			disconnect' -- "$cur"))
		;;
	'1 device') COMPREPLY=($(compgen -W 'list show set' -- "$cur")) ;;
	'1 connection')
		COMPREPLY=($(compgen -W 'list show clear-stats disconnect' -- "$cur"))
		;;
	'2 server set-ports')
		COMPREPLY=($(compgen -W 'pppoe pptp l2tp sstp ikev2' -- "$cur"))
		;;
	'2 interface list' | '2 interface create' | '2 '*' list') ;;
	'2 interface '* | '2 link '* | '2 credential '* | '2 device '*) _rrasctl_interfaces ;;
	'2 port '*) _rrasctl_names_of port name ;;
	'2 connection '*) _rrasctl_names_of connection name ;;
	esac
}

complete -F _rrasctl rrasctl
