// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "well_known.h"

#include <strings.h>

/* clang-format off */
const struct kacs_named_sid kacs_named_sids[] = {
	{ "", "Nobody", 0, 1, { 0 } },
	{ "WD", "Everyone", 1, 1, { 0 } },
	{ "", "Local", 2, 1, { 0 } },
	{ "", "Console Logon", 2, 1, { 1 } },
	{ "CO", "Creator Owner", 3, 1, { 0 } },
	{ "CG", "Creator Group", 3, 1, { 1 } },
	{ "OW", "Owner Rights", 3, 1, { 4 } },
	{ "", "NT AUTHORITY\\Dialup", 5, 1, { 1 } },
	{ "NU", "NT AUTHORITY\\Network", 5, 1, { 2 } },
	{ "", "NT AUTHORITY\\Batch", 5, 1, { 3 } },
	{ "IU", "NT AUTHORITY\\Interactive", 5, 1, { 4 } },
	{ "SU", "NT AUTHORITY\\Service", 5, 1, { 6 } },
	{ "AN", "NT AUTHORITY\\Anonymous", 5, 1, { 7 } },
	{ "ED", "NT AUTHORITY\\Enterprise Domain Controllers", 5, 1, { 9 } },
	{ "PS", "NT AUTHORITY\\Principal Self", 5, 1, { 10 } },
	{ "AU", "NT AUTHORITY\\Authenticated Users", 5, 1, { 11 } },
	{ "RC", "NT AUTHORITY\\Restricted", 5, 1, { 12 } },
	{ "SY", "NT AUTHORITY\\SYSTEM", 5, 1, { 18 } },
	{ "LS", "NT AUTHORITY\\Local Service", 5, 1, { 19 } },
	{ "NS", "NT AUTHORITY\\Network Service", 5, 1, { 20 } },
	{ "WR", "NT AUTHORITY\\Write Restricted", 5, 1, { 33 } },
	{ "BA", "BUILTIN\\Administrators", 5, 2, { 32, 544 } },
	{ "BU", "BUILTIN\\Users", 5, 2, { 32, 545 } },
	{ "BG", "BUILTIN\\Guests", 5, 2, { 32, 546 } },
	{ "PU", "BUILTIN\\Power Users", 5, 2, { 32, 547 } },
	{ "AO", "BUILTIN\\Account Operators", 5, 2, { 32, 548 } },
	{ "SO", "BUILTIN\\Server Operators", 5, 2, { 32, 549 } },
	{ "PO", "BUILTIN\\Printer Operators", 5, 2, { 32, 550 } },
	{ "BO", "BUILTIN\\Backup Operators", 5, 2, { 32, 551 } },
	{ "RE", "BUILTIN\\Replicator", 5, 2, { 32, 552 } },
	{ "RU", "BUILTIN\\Pre-Windows 2000 Compatible Access", 5, 2,
	  { 32, 554 } },
	{ "RD", "BUILTIN\\Remote Desktop Users", 5, 2, { 32, 555 } },
	{ "NO", "BUILTIN\\Network Configuration Operators", 5, 2, { 32, 556 } },
	{ "MU", "BUILTIN\\Performance Monitor Users", 5, 2, { 32, 558 } },
	{ "LU", "BUILTIN\\Performance Log Users", 5, 2, { 32, 559 } },
	{ "IS", "BUILTIN\\IIS_IUSRS", 5, 2, { 32, 568 } },
	{ "CY", "BUILTIN\\Cryptographic Operators", 5, 2, { 32, 569 } },
	{ "ER", "BUILTIN\\Event Log Readers", 5, 2, { 32, 573 } },
	{ "CD", "BUILTIN\\Certificate Service DCOM Access", 5, 2, { 32, 574 } },
	{ "RA", "BUILTIN\\RDS Remote Access Servers", 5, 2, { 32, 575 } },
	{ "ES", "BUILTIN\\RDS Endpoint Servers", 5, 2, { 32, 576 } },
	{ "MS", "BUILTIN\\RDS Management Servers", 5, 2, { 32, 577 } },
	{ "HA", "BUILTIN\\Hyper-V Administrators", 5, 2, { 32, 578 } },
	{ "AA", "BUILTIN\\Access Control Assistance Operators", 5, 2,
	  { 32, 579 } },
	{ "RM", "BUILTIN\\Remote Management Users", 5, 2, { 32, 580 } },
	{ "UD", "User-Mode Driver Process", 5, 6, { 84, 0, 0, 0, 0, 0 } },
	{ "AC", "All Application Packages", 15, 2, { 2, 1 } },
	{ "", "All Restricted Application Packages", 15, 2, { 2, 2 } },
	{ "", "internetClient", 15, 2, { 3, 1 } },
	{ "", "internetClientServer", 15, 2, { 3, 2 } },
	{ "", "privateNetworkClientServer", 15, 2, { 3, 3 } },
	{ "", "enterpriseAuthentication", 15, 2, { 3, 8 } },
	{ "", "sharedUserCertificates", 15, 2, { 3, 9 } },
	{ "", "removableStorage", 15, 2, { 3, 10 } },
	{ "", "Untrusted integrity", 16, 1, { 0 } },
	{ "LW", "Low integrity", 16, 1, { 4096 } },
	{ "ME", "Medium integrity", 16, 1, { 8192 } },
	{ "MP", "Medium-plus integrity", 16, 1, { 8448 } },
	{ "HI", "High integrity", 16, 1, { 12288 } },
	{ "SI", "System integrity", 16, 1, { 16384 } },
	{ "", "No trust", 19, 2, { 0, 0 } },
	{ "", "Protected Authenticode", 19, 2, { 512, 1024 } },
	{ "", "Protected AntiMalware", 19, 2, { 512, 1536 } },
	{ "", "Protected App", 19, 2, { 512, 2048 } },
	{ "", "Protected Peios", 19, 2, { 512, 4096 } },
	{ "", "Protected PeiosTcb", 19, 2, { 512, 8192 } },
	{ "", "Isolated PeiosTcb", 19, 2, { 1024, 8192 } },
	{ "AS", "Authentication Authority Asserted Identity", 18, 1, { 1 } },
	{ "SS", "Service Asserted Identity", 18, 1, { 2 } },
	{ "", NULL, 0, 0, { 0 } },
};

const struct kacs_domain_alias kacs_domain_aliases[] = {
	{ "RO", "Enterprise Read-only Domain Controllers", 498 },
	{ "LA", "Administrator", 500 },
	{ "LG", "Guest", 501 },
	{ "DA", "Domain Admins", 512 },
	{ "DU", "Domain Users", 513 },
	{ "DG", "Domain Guests", 514 },
	{ "DC", "Domain Computers", 515 },
	{ "DD", "Domain Controllers", 516 },
	{ "CA", "Cert Publishers", 517 },
	{ "SA", "Schema Admins", 518 },
	{ "EA", "Enterprise Admins", 519 },
	{ "PA", "Group Policy Creator Owners", 520 },
	{ "CN", "Cloneable Domain Controllers", 522 },
	{ "AP", "Protected Users", 525 },
	{ "KA", "Key Admins", 526 },
	{ "EK", "Enterprise Key Admins", 527 },
	{ "RS", "RAS and IAS Servers", 553 },
	{ "", NULL, 0 },
};
/* clang-format on */

u32 kacs_named_sid_make(const struct kacs_named_sid *named,
			u8 out[KACS_SID_MAX_BYTES])
{
	return kacs_sid_make(out, named->authority, named->sub, named->count);
}

const struct kacs_named_sid *kacs_named_sid_find(const u8 *sid, size_t len)
{
	const struct kacs_named_sid *named;
	u8 bytes[KACS_SID_MAX_BYTES];

	for (named = kacs_named_sids; named->name; named++)
		if (kacs_named_sid_make(named, bytes) == len &&
		    memcmp(bytes, sid, len) == 0)
			return named;
	return NULL;
}

const struct kacs_named_sid *kacs_named_sid_alias(const char *letters)
{
	const struct kacs_named_sid *named;

	for (named = kacs_named_sids; named->name; named++)
		if (named->alias[0] &&
		    strncasecmp(named->alias, letters, 2) == 0)
			return named;
	return NULL;
}

const struct kacs_domain_alias *kacs_domain_alias_find(const char *letters)
{
	const struct kacs_domain_alias *alias;

	for (alias = kacs_domain_aliases; alias->name; alias++)
		if (strncasecmp(alias->alias, letters, 2) == 0)
			return alias;
	return NULL;
}
