// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "generate.h"

/* The rights of the masks: few, so that ACEs contradict each other. */
static u32 rights(struct random *random)
{
	static const u32 interesting[] = {
		KACS_FILE_READ_DATA,
		KACS_FILE_WRITE_DATA,
		KACS_FILE_EXECUTE,
		KACS_READ_CONTROL,
		KACS_WRITE_DAC,
		KACS_WRITE_OWNER,
		KACS_DELETE,
		KACS_SYNCHRONIZE,
		KACS_ACCESS_SYSTEM_SECURITY,
		KACS_GENERIC_READ,
		KACS_GENERIC_WRITE,
		KACS_GENERIC_EXECUTE,
		KACS_GENERIC_ALL,
		KACS_FILE_GENERIC_READ,
		KACS_FILE_GENERIC_WRITE,
		KACS_FILE_ALL_ACCESS,
		0x00008000u,
	};
	u32 mask = 0, count = 1 + random_below(random, 3);

	if (one_in(random, 12))
		return (u32)random_bits(random);
	while (count--)
		mask |= PICK(random, interesting);
	return mask;
}

static u8 principal(struct random *random)
{
	return (u8)random_below(random, SID_LAST_PRINCIPAL + 1);
}

static u8 level_sid(struct random *random)
{
	return (u8)(SID_UNTRUSTED +
		    random_below(random, SID_LAST_LEVEL - SID_UNTRUSTED + 1));
}

static u8 trust_sid(struct random *random)
{
	return (u8)(SID_TRUST_NONE +
		    random_below(random, SID_LAST_TRUST - SID_TRUST_NONE + 1));
}

static u8 flags(struct random *random)
{
	static const u8 some[] = {0,
				  0,
				  0,
				  0,
				  KACS_ACE_INHERITED,
				  KACS_ACE_OBJECT_INHERIT,
				  KACS_ACE_CONTAINER_INHERIT,
				  KACS_ACE_NO_PROPAGATE_INHERIT,
				  KACS_ACE_INHERIT_ONLY,
				  KACS_ACE_SUCCESSFUL_ACCESS,
				  KACS_ACE_FAILED_ACCESS};

	return one_in(random, 16) ? (u8)random_bits(random)
				  : PICK(random, some);
}

static void object_fields(struct random *random, struct case_ace *ace)
{
	ace->object_type = (u8)random_below(random, CASE_MAX_NODES);
	ace->inherited_type = one_in(random, 4) ? 1 : 0;
}

void generate_dacl_ace(struct random *random, u32 features,
		       struct case_record *record, struct case_ace *ace)
{
	static const u8 plain[] = {KACS_ACE_ACCESS_ALLOWED,
				   KACS_ACE_ACCESS_ALLOWED,
				   KACS_ACE_ACCESS_ALLOWED,
				   KACS_ACE_ACCESS_DENIED,
				   KACS_ACE_ACCESS_DENIED};
	static const u8 idle[] = {KACS_ACE_SYSTEM_AUDIT, KACS_ACE_SYSTEM_ALARM,
				  KACS_ACE_ACCESS_ALLOWED_COMPOUND, 0x15, 0xff};

	*ace = (struct case_ace){.flags = flags(random),
				 .mask = rights(random),
				 .sid = principal(random)};
	ace->type =
		one_in(random, 16) ? PICK(random, idle) : PICK(random, plain);
	if (ace->type > KACS_ACE_ACCESS_DENIED)
		return;
	if (features & FEATURE_TREES && one_in(random, 2)) {
		ace->type += KACS_ACE_ACCESS_ALLOWED_OBJECT;
		object_fields(random, ace);
	}
	if (features & FEATURE_CONDITIONS && one_in(random, 2)) {
		ace->type = (u8)(ace->type <= KACS_ACE_ACCESS_DENIED
					 ? ace->type + 9
					 : ace->type + 6);
		ace->data = generate_condition(random, false, record);
	}
}

void generate_audit_ace(struct random *random, u32 features,
			struct case_record *record, struct case_ace *ace)
{
	static const u8 types[] = {KACS_ACE_SYSTEM_AUDIT,
				   KACS_ACE_SYSTEM_AUDIT,
				   KACS_ACE_SYSTEM_ALARM,
				   KACS_ACE_SYSTEM_AUDIT_OBJECT,
				   KACS_ACE_SYSTEM_ALARM_OBJECT,
				   KACS_ACE_SYSTEM_AUDIT_CALLBACK,
				   KACS_ACE_SYSTEM_ALARM_CALLBACK,
				   KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT,
				   KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT};

	*ace = (struct case_ace){
		.type = PICK(random, types),
		.flags = flags(random),
		.mask = one_in(random, 2) ? KACS_GENERIC_ALL : rights(random),
		.sid = one_in(random, 2) ? SID_USER : principal(random)};
	ace->flags |= (u8)(random_below(random, 4) << 6);
	switch (ace->type) {
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT:
	case KACS_ACE_SYSTEM_AUDIT_OBJECT:
	case KACS_ACE_SYSTEM_ALARM_OBJECT:
		object_fields(random, ace);
	}
	switch (ace->type) {
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT:
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK:
		if (features & FEATURE_CONDITIONS)
			ace->data = generate_condition(random, false, record);
	}
}

static void resource_attribute(struct random *random,
			       struct case_record *record, struct case_ace *ace)
{
	u8 *room = case_data_room(record);

	if (!room)
		return;
	*ace = (struct case_ace){.type = KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE,
				 .flags = flags(random),
				 .mask = rights(random),
				 .sid = SID_EVERYONE};
	ace->data = case_data_keep(record, generate_claim(random, room));
}

void generate_sacl_ace(struct random *random, u32 features,
		       struct case_record *record, struct case_ace *ace)
{
	static const u8 types[] = {
		KACS_ACE_SYSTEM_MANDATORY_LABEL,
		KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL,
		KACS_ACE_SYSTEM_AUDIT,
		KACS_ACE_SYSTEM_AUDIT,
		KACS_ACE_SYSTEM_AUDIT,
		KACS_ACE_ACCESS_ALLOWED, /* means nothing there */
		0x20,
	};

	*ace = (struct case_ace){.type = PICK(random, types),
				 .flags = flags(random),
				 .mask = rights(random),
				 .sid = principal(random)};
	switch (ace->type) {
	case KACS_ACE_SYSTEM_MANDATORY_LABEL:
		ace->sid = level_sid(random);
		ace->mask = random_below(random, 8);
		break;
	case KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL:
		ace->sid = trust_sid(random);
		break;
	case KACS_ACE_SYSTEM_AUDIT:
		generate_audit_ace(random, features, record, ace);
	}
	if (features & FEATURE_CONDITIONS && one_in(random, 4))
		resource_attribute(random, record, ace);
	if (features & FEATURE_POLICIES && one_in(random, 3))
		*ace = (struct case_ace){
			.type = KACS_ACE_SYSTEM_SCOPED_POLICY_ID,
			.flags = flags(random),
			.mask = rights(random),
			.sid = one_in(random, 8)   ? SID_POLICY_MISSING
			       : one_in(random, 2) ? SID_POLICY_ONE
						   : SID_POLICY_TWO};
}

static void groups(struct random *random, struct case_groups *list, u32 most)
{
	static const u32 attributes[] = {
		KACS_SE_GROUP_MANDATORY | KACS_SE_GROUP_ENABLED_BY_DEFAULT |
			KACS_SE_GROUP_ENABLED,
		KACS_SE_GROUP_ENABLED,
		KACS_SE_GROUP_ENABLED | KACS_SE_GROUP_OWNER,
		KACS_SE_GROUP_USE_FOR_DENY_ONLY,
		KACS_SE_GROUP_ENABLED | KACS_SE_GROUP_USE_FOR_DENY_ONLY,
		KACS_SE_GROUP_RESOURCE,
		0};

	list->count = random_below(random, most + 1);
	for (u32 i = 0; i < list->count; i++) {
		list->entries[i].sid = principal(random);
		list->entries[i].attributes = PICK(random, attributes);
	}
}

static void token(struct random *random, u32 features,
		  struct case_record *record)
{
	static const u32 levels[] = {
		KACS_INTEGRITY_UNTRUSTED, KACS_INTEGRITY_LOW,
		KACS_INTEGRITY_MEDIUM,	  KACS_INTEGRITY_MEDIUM,
		KACS_INTEGRITY_MEDIUM,	  KACS_INTEGRITY_HIGH,
		KACS_INTEGRITY_SYSTEM};
	static const u8 privileges[] = {
		KACS_SE_SECURITY,	KACS_SE_BACKUP,	 KACS_SE_RESTORE,
		KACS_SE_TAKE_OWNERSHIP, KACS_SE_RELABEL, KACS_SE_DEBUG};

	record->type = KACS_TOKEN_PRIMARY;
	if (one_in(random, 8)) {
		record->type = KACS_TOKEN_IMPERSONATION;
		record->level = (u8)random_below(random, 4);
	}
	record->user = one_in(random, 8) ? principal(random) : SID_USER;
	record->user_deny_only = one_in(random, 12);
	groups(random, &record->groups, 5);
	record->integrity = PICK(random, levels);
	record->policy = one_in(random, 6) ? random_below(random, 4)
					   : KACS_POLICY_NO_WRITE_UP;
	record->audit_policy = one_in(random, 2) ? random_below(random, 16) : 0;
	while (one_in(random, 2))
		record->privileges |= KACS_PRIVILEGE(PICK(random, privileges));
	record->package = SID_NONE;
	if (one_in(random, 5)) {
		groups(random, &record->restricted, 4);
		if (one_in(random, 3)) {
			record->write_restricted = true;
			record->user_deny_only = true;
		}
	}
	if (one_in(random, 5)) {
		record->package =
			one_in(random, 4) ? principal(random) : SID_PACKAGE;
		groups(random, &record->capabilities, 3);
		record->confinement_exempt = one_in(random, 6);
	}
	if (one_in(random, 6))
		groups(random, &record->device_groups, 2);
	if (one_in(random, 24))
		groups(random, &record->restricted_device_groups, 2);
	if (features & FEATURE_CONDITIONS) {
		groups(random, &record->device_groups, 3);
		generate_claims(random, &record->user_claims);
		generate_claims(random, &record->device_claims);
		generate_claims(random, &record->local_claims);
	}
}

static void object(struct random *random, u32 features,
		   struct case_record *record)
{
	static const struct case_acl absent;
	u32 i;

	record->owner = one_in(random, 3) ? SID_USER : principal(random);
	if (one_in(random, 100))
		record->owner = SID_NONE;
	record->dacl = absent;
	record->dacl.present = !one_in(random, 16);
	record->dacl.null = record->dacl.present && one_in(random, 24);
	record->dacl.count = random_below(random, CASE_MAX_ACES + 1);
	for (i = 0; i < record->dacl.count; i++)
		generate_dacl_ace(random, features, record,
				  &record->dacl.aces[i]);
	/* Not every access should be denied before the later steps see it. */
	if (record->dacl.count && one_in(random, 3))
		record->dacl.aces[0] =
			(struct case_ace){.type = KACS_ACE_ACCESS_ALLOWED,
					  .mask = KACS_GENERIC_ALL,
					  .sid = SID_USER};
	record->sacl = absent;
	record->sacl.present = !one_in(random, 3);
	record->sacl.null = one_in(random, 16);
	record->sacl.count = random_below(random, 5);
	for (i = 0; i < record->sacl.count; i++)
		generate_sacl_ace(random, features, record,
				  &record->sacl.aces[i]);
}

static void tree(struct random *random, struct case_record *record)
{
	u8 level = 0;
	u32 i;

	record->node_count = 1 + random_below(random, CASE_MAX_NODES - 1);
	for (i = 0; i < record->node_count; i++) {
		if (i)
			level = (u8)(1 + random_below(random, level + 1u));
		record->nodes[i].level = level;
		record->nodes[i].guid = (u8)(i + 1);
	}
}

static u32 mapped_rights(struct random *random)
{
	return (u32)(random_bits(random) & random_bits(random)) & 0x001fffffu;
}

static void mapping(struct random *random, struct kacs_generic_mapping *mapping)
{
	switch (random_below(random, 4)) {
	case 0:
		*mapping = kacs_process_mapping;
		break;
	case 1:
		mapping->read = mapped_rights(random);
		mapping->write = mapped_rights(random);
		mapping->execute = mapped_rights(random);
		mapping->all = mapping->read | mapping->write |
			       mapping->execute | mapped_rights(random);
		if (one_in(random, 8))
			mapping->all |= KACS_ACCESS_SYSTEM_SECURITY;
		break;
	default:
		*mapping = kacs_file_mapping;
	}
}

static void request(struct random *random, u32 features,
		    struct case_record *record)
{
	static const u32 types[] = {0, 0, 512, 1024};
	static const u32 trusts[] = {0, 1024, 4096, 8192};

	record->self = one_in(random, 2) ? SID_NONE : principal(random);
	if (record->self == SID_OWNER_RIGHTS)
		record->self = SID_GROUP;
	record->desired = one_in(random, 16) ? 0 : rights(random);
	if (one_in(random, 3))
		record->desired |= KACS_MAXIMUM_ALLOWED;
	if (one_in(random, 8))
		record->desired = KACS_MAXIMUM_ALLOWED;
	record->intent = random_below(random, 4);
	record->pip_type = PICK(random, types);
	record->pip_trust = PICK(random, trusts);
	mapping(random, &record->mapping);
	if (features & FEATURE_TREES && one_in(random, 2)) {
		tree(random, record);
		record->result_list = one_in(random, 2);
	}
}

/* Small values do more harm to lengths and offsets than any do. */
static void damage(struct random *random, u32 features,
		   struct case_record *record)
{
	record->broken = PART_SD;
	if (record->policy_count && one_in(random, 2))
		record->broken = PART_POLICY;
	record->broken_offset = (u16)random_bits(random);
	record->broken_value = one_in(random, 2)
				       ? (u8)random_bits(random)
				       : (u8)(4 * random_below(random, 16));
	/* Only who reads claims can tell what is wrong with an attribute. */
	if (!(features & FEATURE_CONDITIONS) &&
	    record->broken_value == KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE)
		record->broken_value = 0;
}

void generate_case(struct random *random, u32 features,
		   struct case_record *record)
{
	memset(record, 0, offsetof(struct case_record, data));
	token(random, features, record);
	object(random, features, record);
	if (features & FEATURE_POLICIES)
		generate_policies(random, features, record);
	request(random, features, record);
	if (features & FEATURE_MALFORMED && one_in(random, 4))
		damage(random, features, record);
}
