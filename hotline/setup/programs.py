"""The programs the project needs, and the Debian packages that bring them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

SUITES = ("forky", "sid")
"""Suites with Asterisk 22, the slower-moving first. Debian 12 and 13 have no Asterisk package."""


@dataclass(frozen=True)
class Program:
    """One program that set-up makes available."""

    name: str
    packages: tuple[str, ...]
    path: str
    """Path of the executable inside the unpacked tree."""
    purpose: str


PROGRAMS = {
    program.name: program
    for program in (
        Program("asterisk", ("asterisk",), "usr/sbin/asterisk", "answers and bridges the calls"),
        Program("baresip", ("baresip-core",), "usr/bin/baresip", "SIP client of the demonstration and the tests"),
        Program("sipp", ("sip-tester",), "usr/bin/sipp", "places many calls in the benchmark"),
        Program("mosquitto", ("mosquitto",), "usr/sbin/mosquitto", "MQTT broker for the tests"),
        Program("espeak-ng", ("espeak-ng",), "usr/bin/espeak-ng", "speaks prompts that have no recording"),
    )
}

BROWSER_PACKAGES = ("chromium", "fonts-wqy-microhei")
"""Browser of the desk's tests, with a font that has Chinese characters (2 MB; Noto CJK has 60)."""

UNNEEDED = (
    # maintainer scripts and services: nothing is installed, only unpacked
    *("perl*", "libperl*", "python3*", "libpython3*", "systemd", "libsystemd-shared", "sysvinit-utils", "adduser"),
    *("passwd", "base-passwd", "login.defs", "debconf", "libdebconfclient0", "libpam*", "libaudit*", "libsemanage*"),
    *("libsepol*", "media-types", "netbase", "tzdata", "readline-common", "libc-gconv-modules-extra"),
    # libraries of Asterisk modules that are left out (databases, directories, calendars, SNMP, fax, signed mail)
    *("asterisk-core-sounds-*", "libsnmp*", "libsensors*", "pci.ids", "libpci3", "libsybdb*", "freetds-common"),
    *("libodbc*", "libpq5", "libradcli*", "libneon*", "libical*", "libiksemel*", "libunbound*", "libcodec2*"),
    *("libjack*", "libportaudio*", "liblua*", "libgmime*", "libgpgme*", "gnupg*", "gpg*", "dirmngr", "pinentry*"),
    *("libksba*", "libassuan*", "libnpth*", "libdb5*", "libspeex1", "libresample*", "libicu*", "libgdbm*"),
    # libraries of baresip modules that are left out (video, rare codecs)
    *("libvpx*", "libopencore-amr*", "libvo-amrwbenc*", "libopenaptx*", "libtwolame*", "libgsm1"),
)
"""Packages that are not downloaded although something depends on them (shell patterns).

After unpacking every program and module is resolved by the tree's own loader, so a pattern that takes
too much is found at set-up and not during a call.
"""

ASTERISK_MODULES = tuple(
    """
    res_sorcery_config res_sorcery_memory res_sorcery_astdb res_timing_timerfd res_crypto
    res_http_websocket res_websocket_client res_pjproject res_pjsip res_pjsip_session res_pjsip_sdp_rtp
    res_pjsip_registrar res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user
    res_pjsip_endpoint_identifier_anonymous res_pjsip_authenticator_digest
    res_pjsip_outbound_authenticator_digest res_pjsip_outbound_registration res_pjsip_caller_id
    res_pjsip_diversion res_pjsip_nat res_pjsip_dtmf_info res_pjsip_rfc3326 res_pjsip_rfc3329
    res_pjsip_refer res_pjsip_header_funcs res_pjsip_logger res_pjsip_acl res_pjsip_dlg_options
    res_pjsip_transport_websocket res_pjsip_path res_pjsip_pubsub
    res_rtp_asterisk res_rtp_multicast res_srtp chan_pjsip chan_rtp chan_websocket chan_audiosocket
    res_audiosocket app_audiosocket chan_bridge_media
    res_stasis res_stasis_answer res_stasis_playback res_stasis_recording res_stasis_snoop
    res_stasis_device_state app_stasis
    res_ari res_ari_model res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels
    res_ari_device_states res_ari_endpoints res_ari_events res_ari_playbacks res_ari_recordings res_ari_sounds
    bridge_simple bridge_softmix bridge_native_rtp bridge_holding bridge_builtin_features
    bridge_builtin_interval_features
    app_dial app_playback app_queue app_echo app_verbose app_stack app_record app_senddtmf app_mixmonitor
    app_playtones app_milliwatt app_read app_originate app_chanspy app_while app_transfer app_userevent
    func_callerid func_channel func_strings func_logic func_cdr func_hangupcause func_global func_timeout
    func_jitterbuffer func_volume func_pjsip_contact func_pjsip_endpoint func_pjsip_aor func_talkdetect
    func_periodic_hook func_cut func_groupcount func_uri func_math func_presencestate func_devstate func_uuid
    func_db func_dialplan func_env func_json func_base64
    codec_ulaw codec_alaw codec_a_mu codec_resample codec_g722 codec_opus_open_source res_format_attr_opus
    format_wav format_pcm format_sln
    pbx_config res_musiconhold res_clioriginate
    """.split()
)
"""Modules kept in the unpacked tree. `autoload=yes` there loads these and no others."""

ASTERISK_ESSENTIAL = (
    *("chan_pjsip", "chan_websocket", "res_websocket_client", "res_http_websocket", "res_pjsip_transport_websocket"),
    *("res_ari_applications", "res_ari_bridges", "res_ari_channels", "res_ari_events", "res_ari_playbacks"),
    *("res_stasis_snoop", "app_stasis", "app_queue", "app_dial", "bridge_simple", "bridge_softmix", "res_srtp"),
    *("res_rtp_asterisk", "res_timing_timerfd", "res_musiconhold", "codec_ulaw", "codec_alaw", "pbx_config"),
)
"""Modules without which a call cannot be taken, heard, bridged or queued."""

BARESIP_MODULES = tuple(
    """
    account aubridge aufile ausine cons contact ctrl_tcp debug_cmd g711 g722 l16 menu opus plc sndfile
    srtp stdio stun uuid
    """.split()
)
"""baresip modules kept in the unpacked tree."""

DLOPENED = ("libsoftokn3.so", "libfreebl3.so", "libfreeblpriv3.so")
"""Libraries that libsrtp's NSS opens at run time; without them Asterisk ends with "Failed to initialize libsrtp"."""


def definition() -> str:
    """Return a hash of everything above: it changes when an unpacked tree is out of date."""
    parts = (SUITES, sorted(PROGRAMS.items()), UNNEEDED, ASTERISK_MODULES, BARESIP_MODULES, DLOPENED)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
