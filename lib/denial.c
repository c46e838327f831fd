// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The kernel's record of a refusal, in words and as JSON. */
#include "explanation.h"
#include "json.h"
#include "report.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include <kacs/descriptor.h>
#include <kacs/names.h>
#include <kacs/process.h>
#include <kacs/spec.h>

#include "../core/ace.h"

/* File names may hold anything; a terminal should see text. */
static void put_quoted(struct kacs_buffer *out, const char *name)
{
	kacs_buffer_u8(out, '\'');
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c < 0x20 || c == 0x7f || c == '\'' || c == '\\')
			kacs_buffer_printf(out, "\\x%02x", c);
		else
			kacs_buffer_u8(out, c);
	}
	kacs_buffer_u8(out, '\'');
}

static void put_process(struct kacs_buffer *out,
			const struct kacs_denial *denial)
{
	if (!denial->target_pid && !denial->name[0])
		kacs_buffer_text(out, "a process");
	else
		kacs_buffer_text(out, "the process");
	if (denial->target_pid)
		kacs_buffer_printf(out, " %d", denial->target_pid);
	if (denial->name[0]) {
		kacs_buffer_text(out, " ");
		put_quoted(out, denial->name);
	}
}

char *kacs_denial_subject(const struct kacs_denial *denial)
{
	struct kacs_buffer out = {0};
	char comm[sizeof(denial->comm)];
	size_t i;

	for (i = 0; i < sizeof(comm); i++)
		comm[i] = iscntrl((unsigned char)denial->comm[i]) &&
					  denial->comm[i]
				  ? '?'
				  : denial->comm[i];
	kacs_buffer_printf(&out, "%s (pid %d) was refused ", comm, denial->pid);
	if (denial->missing)
		kacs_put_wish(&out, denial->missing, denial->object_type);
	else
		kacs_buffer_text(&out, "an operation");
	if (denial->object_type != KACS_OBJECT_SYSTEM) {
		kacs_buffer_text(&out, " on ");
		if (denial->object_type == KACS_OBJECT_PROCESS)
			put_process(&out, denial);
		else if (denial->name[0])
			put_quoted(&out, denial->name);
		else
			kacs_buffer_printf(
				&out, "a %s",
				kacs_object_type_name(denial->object_type));
	}
	return kacs_buffer_take_text(&out);
}

static void put_privileges(struct kacs_buffer *out,
			   const struct kacs_denial *denial, u64 mask)
{
	const struct kacs_enum *entry;
	const char *separator = "it needs ";

	for (entry = kacs_privilege_enum; entry->name; entry++)
		if (mask & KACS_PRIVILEGE(entry->value)) {
			kacs_buffer_printf(out, "%s%s", separator, entry->name);
			separator = " or ";
		}
	kacs_buffer_text(
		out,
		denial->rule == KACS_RULE_IDENTIFICATION
			? ", which counts for nothing at level identification"
			: ", which is not enabled");
}

static void put_capability_name(struct kacs_buffer *out,
				const struct kacs_denial *denial)
{
	const char *name =
		kacs_enum_name(kacs_capability_enum, denial->capability);

	if (name)
		kacs_buffer_text(out, name);
	else
		kacs_buffer_printf(out, "capability %u", denial->capability);
}

static void put_fixed_rule(struct kacs_buffer *out,
			   const struct kacs_denial *denial)
{
	if (denial->rule != KACS_RULE_MANDATORY_CAPABILITY) {
		kacs_buffer_text(out, kacs_rule_reason(denial->rule));
		return;
	}
	put_capability_name(out, denial);
	kacs_buffer_text(out, " is everybody's and cannot be given up");
}

static void put_capability(struct kacs_buffer *out,
			   const struct kacs_denial *denial)
{
	put_capability_name(out, denial);
	kacs_buffer_text(out, ": ");
	if (denial->privilege)
		put_privileges(out, denial, denial->privilege);
	else
		kacs_buffer_text(out, "nobody has it");
}

/* The record has the ACE that names the policy, not the rule's. */
static void put_policy_reason(struct kacs_buffer *out,
			      const struct kacs_denial *denial,
			      const struct kacs_principals *principals)
{
	struct kacs_ace_view ace;

	if (denial->acl == KACS_ACL_POLICY && denial->ace != KACS_NO_ACE)
		kacs_buffer_printf(out, "ACE %u of a rule of ", denial->ace);
	else
		kacs_buffer_text(out, "a rule of ");
	kacs_buffer_text(out, "the central policy ");
	if (kacs_ace_parse(denial->ace_bytes, denial->ace_len, 0, &ace, NULL) ==
		    KACS_OK &&
	    ace.sid.len)
		kacs_put_sid(out, &ace.sid, principals);
	kacs_buffer_text(out, " does not allow it");
}

static const char *no_ace(u32 step)
{
	switch (step) {
	case KACS_STEP_RESTRICTED:
		return "no ACE allows it to the restricting SIDs";
	case KACS_STEP_CONFINEMENT:
		return "no ACE allows it to the package";
	default:
		return "no ACE allows it";
	}
}

static void put_ace_reason(struct kacs_buffer *out,
			   const struct kacs_denial *denial,
			   const struct kacs_principals *principals)
{
	struct kacs_ace_view ace;
	char words[256];

	if (denial->ace == KACS_NO_ACE ||
	    kacs_ace_parse(denial->ace_bytes, denial->ace_len, 0, &ace, NULL) !=
		    KACS_OK) {
		kacs_buffer_text(out, no_ace(denial->step));
		return;
	}
	if (denial->acl == KACS_ACL_SACL && ace.sid.len) {
		kacs_buffer_printf(out, "the label (SACL ACE %u) is ",
				   denial->ace);
		kacs_put_sid(out, &ace.sid, principals);
		return;
	}
	kacs_put_ace(out, denial->ace, ace.type, &ace.sid, principals);
	kacs_rights_words(ace.mask, denial->object_type, words, sizeof(words));
	kacs_buffer_printf(out, " %s", words);
}

static const char *mitigation_rule(u32 mitigation)
{
	switch (mitigation) {
	case KACS_MIT_WXP:
		return "no memory is written and executed";
	case KACS_MIT_TLP:
		return "code comes only from the directories in /sys/kernel/security/kacs/library_paths";
	case KACS_MIT_LSV:
		return "code comes only from files with a signature that is trusted enough";
	case KACS_MIT_NO_CHILD:
		return "the process makes no other processes";
	case KACS_MIT_PIE:
		return "programs are position-independent";
	case KACS_MIT_SML:
		return "what the machine does against speculation stays on";
	default:
		return "a rule that this program does not know";
	}
}

static const char *mitigation_name(const struct kacs_denial *denial)
{
	const char *name = kacs_mitigation_name(denial->mitigation);

	return name ? name : "unknown";
}

/* EBUSY is of kacs_set_psb: the process cannot be held to the rule. */
static const char *mitigation_refusal(const struct kacs_denial *denial)
{
	if (denial->errno_value != EBUSY)
		return "a process cannot give a mitigation up, nor can what it starts";
	if (denial->rule == KACS_RULE_SHARED_MEMORY)
		return "another process shares the memory, so it was not set";
	if (denial->mitigation == KACS_MIT_SML)
		return "only the process itself can see to that, while it has one thread, so it was not set";
	return "what is mapped already breaks that, so it was not set";
}

static void put_mitigation(struct kacs_buffer *out,
			   const struct kacs_denial *denial)
{
	kacs_buffer_printf(out, "%s: %s; %s", mitigation_name(denial),
			   mitigation_rule(denial->mitigation),
			   mitigation_refusal(denial));
}

static void put_impersonation(struct kacs_buffer *out,
			      const struct kacs_denial *denial)
{
	switch (denial->rule) {
	case KACS_RULE_RAISES_LEVEL:
		kacs_buffer_printf(
			out,
			"a copy may not do more than its source, which is at level %s",
			kacs_refused_level_name(denial));
		break;
	case KACS_RULE_IMPERSONATING:
		kacs_buffer_text(
			out,
			"credentials are the process's, and stay as they are while a thread impersonates");
		break;
	default:
		kacs_buffer_text(
			out,
			"a restricted process may not become its own user without the restriction");
	}
}

static const char *gate_reason(const struct kacs_denial *denial)
{
	if (denial->rule == KACS_RULE_IDENTIFICATION)
		return "an impersonation token at level identification decides nothing";
	if (kacs_refused_identifies(denial))
		return "an impersonation token at level identification decides nothing, and no other level would do";
	return "an object without an owner decides nothing";
}

static void put_protection(struct kacs_buffer *out,
			   const struct kacs_denial *denial)
{
	if (denial->rule == KACS_RULE_DUMPABLE)
		kacs_buffer_text(
			out,
			"a protected process leaves no core dump, and stays like that");
	else
		kacs_buffer_printf(
			out,
			"it has the trust (%u, %u), which that of the caller (%u, %u) does not dominate; no privilege helps",
			denial->target_pip_type, denial->target_pip_trust,
			denial->pip_type, denial->pip_trust);
}

char *kacs_denial_reason(const struct kacs_denial *denial,
			 const struct kacs_principals *principals)
{
	struct kacs_buffer out = {0};

	kacs_put_step(&out, denial->step);
	kacs_buffer_text(&out, ": ");
	switch (denial->step) {
	case KACS_STEP_PRIVILEGE_REQUIRED:
		put_privileges(&out, denial, denial->privilege);
		break;
	case KACS_STEP_CAPABILITY:
		put_capability(&out, denial);
		break;
	case KACS_STEP_PROTECTION:
		put_protection(&out, denial);
		break;
	case KACS_STEP_IMPERSONATION:
		put_impersonation(&out, denial);
		break;
	case KACS_STEP_NO_SD:
		kacs_buffer_text(&out, "it has no security descriptor");
		break;
	case KACS_STEP_CORRUPT_SD:
		kacs_buffer_text(
			&out,
			"its security descriptor is damaged; SeRestorePrivilege can replace it");
		break;
	case KACS_STEP_HANDLE:
		kacs_buffer_text(&out, "it was opened without that right");
		break;
	case KACS_STEP_FIXED_RULE:
		put_fixed_rule(&out, denial);
		break;
	case KACS_STEP_MITIGATION:
		put_mitigation(&out, denial);
		break;
	case KACS_STEP_NONE:
		kacs_buffer_text(
			&out,
			"the token or a policy has changed since; it may not be refused again");
		break;
	case KACS_STEP_POLICY:
		put_policy_reason(&out, denial, principals);
		break;
	case KACS_STEP_GATE:
		kacs_buffer_text(&out, gate_reason(denial));
		break;
	case KACS_STEP_PRIVILEGES:
		put_privileges(&out, denial, KACS_PRIVILEGE(KACS_SE_SECURITY));
		break;
	case KACS_STEP_INTEGRITY:
		if (denial->ace == KACS_NO_ACE) {
			kacs_buffer_text(
				&out,
				"the token is below Medium, and the object has no label");
			break;
		}
		/* fallthrough */
	default:
		put_ace_reason(&out, denial, principals);
		break;
	}
	return kacs_buffer_take_text(&out);
}

struct kacs_explanation *
kacs_denial_explain(const struct kacs_denial *denial,
		    const struct kacs_principals *principals,
		    struct kacs_diagnostic *diagnostic)
{
	const uint8_t *bytes = (const uint8_t *)denial;
	struct kacs_question question = {
		.size = sizeof(question),
		.token = bytes + denial->token_offset,
		.token_len = denial->token_len,
		.sd = bytes + denial->sd_offset,
		.sd_len = denial->sd_len,
		.desired = denial->missing,
		.object_type = denial->object_type,
		.generic_read = denial->generic_read,
		.generic_write = denial->generic_write,
		.generic_execute = denial->generic_execute,
		.generic_all = denial->generic_all,
		.privilege_intent = denial->privilege_intent,
		.pip_type = denial->pip_type,
		.pip_trust = denial->pip_trust,
	};
	struct kacs_explanation *explanation;

	if (!denial->token_offset || !denial->sd_offset) {
		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "the record holds no descriptor to check again");
		errno = ENODATA;
		return NULL;
	}
	if (denial->step == KACS_STEP_POLICY) {
		kacs_report(
			diagnostic, KACS_NO_OFFSET,
			"the record does not hold the central policy that refused");
		errno = ENODATA;
		return NULL;
	}
	explanation = kacs_explain(&question, principals, diagnostic);
	if (explanation && (explanation->decision.allowed ||
			    explanation->decider.step != denial->step)) {
		kacs_explanation_free(explanation);
		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "the check does not come out the same way again");
		errno = ENODATA;
		return NULL;
	}
	return explanation;
}

static void put_number(json_t **object, const char *key, u64 value)
{
	kacs_json_set(object, key, json_integer((json_int_t)value));
}

static void put_file(json_t **object, const struct kacs_denial *denial)
{
	json_t *file = json_object();

	put_number(&file, "device_major", denial->device_major);
	put_number(&file, "device_minor", denial->device_minor);
	put_number(&file, "inode", denial->inode);
	put_number(&file, "mode", denial->mode);
	kacs_json_set(object, "file", file);
}

/* What the gate that refused has compared. */
static void put_gate(json_t **object, const struct kacs_denial *denial)
{
	const char *capability =
		kacs_enum_name(kacs_capability_enum, denial->capability);

	if (denial->privilege)
		put_number(object, "privileges", denial->privilege);
	if (denial->rule)
		put_number(object, "rule", denial->rule);
	if ((denial->step == KACS_STEP_CAPABILITY ||
	     denial->rule == KACS_RULE_MANDATORY_CAPABILITY) &&
	    capability)
		kacs_json_set(object, "capability", json_string(capability));
	if (denial->mitigation)
		kacs_json_set(object, "mitigation",
			      json_string(mitigation_name(denial)));
	if (denial->step == KACS_STEP_IMPERSONATION ||
	    denial->rule == KACS_RULE_IDENTIFICATION)
		put_number(object, "level", denial->level);
	if (denial->target_pid)
		put_number(object, "target_pid", (u64)denial->target_pid);
	put_number(object, "pip_type", denial->pip_type);
	put_number(object, "pip_trust", denial->pip_trust);
	if (denial->step == KACS_STEP_PROTECTION) {
		put_number(object, "target_pip_type", denial->target_pip_type);
		put_number(object, "target_pip_trust",
			   denial->target_pip_trust);
	}
}

/* A part that is damaged is left out. */
static void put_part(json_t **object, const char *key, json_t *part)
{
	if (part || errno == ENOMEM)
		kacs_json_set(object, key, part);
}

static void put_parts(json_t **object, const struct kacs_denial *denial,
		      const struct kacs_principals *principals)
{
	const uint8_t *bytes = (const uint8_t *)denial;

	if (denial->sd_offset)
		put_part(object, "sd",
			 kacs_json_descriptor(
				 bytes + denial->sd_offset, denial->sd_len,
				 denial->object_type, principals, NULL));
	if (denial->token_offset)
		put_part(object, "token",
			 kacs_json_token(bytes + denial->token_offset,
					 denial->token_len, NULL));
}

static void put_remedy(json_t **object, const struct kacs_denial *denial)
{
	char *remedy = kacs_denial_remedy(denial);

	if (remedy || errno == ENOMEM)
		kacs_json_set(object, "remedy",
			      remedy ? kacs_json_string(remedy) : NULL);
	free(remedy);
}

char *kacs_denial_json(const struct kacs_denial *denial,
		       const struct kacs_principals *principals)
{
	char *subject = kacs_denial_subject(denial);
	char *reason = kacs_denial_reason(denial, principals);
	u32 type = denial->object_type;
	json_t *object = json_object();

	kacs_json_set(&object, "subject",
		      subject ? kacs_json_string(subject) : NULL);
	kacs_json_set(&object, "reason",
		      reason ? kacs_json_string(reason) : NULL);
	free(subject);
	free(reason);
	put_remedy(&object, denial);
	put_number(&object, "sequence", denial->sequence);
	put_number(&object, "time_ns", denial->time_ns);
	put_number(&object, "pid", (u64)denial->pid);
	put_number(&object, "tid", (u64)denial->tid);
	kacs_json_set(&object, "comm", kacs_json_string(denial->comm));
	put_number(&object, "token_id", denial->token_id);
	kacs_json_set(&object, "object_type",
		      json_string(kacs_object_type_name(type)));
	kacs_json_set(&object, "name", kacs_json_string(denial->name));
	put_number(&object, "errno", denial->errno_value);
	kacs_json_set(&object, "desired",
		      kacs_json_rights(denial->desired, type));
	kacs_json_set(&object, "granted",
		      kacs_json_rights(denial->granted, type));
	kacs_json_set(&object, "missing",
		      kacs_json_rights(denial->missing, type));
	put_number(&object, "step", denial->step);
	kacs_json_set(&object, "step_name",
		      json_string(kacs_step_name(denial->step)));
	if (denial->ace != KACS_NO_ACE)
		put_number(&object, "ace", denial->ace);
	put_gate(&object, denial);
	if (type == KACS_OBJECT_FILE || type == KACS_OBJECT_DIRECTORY)
		put_file(&object, denial);
	put_parts(&object, denial, principals);
	return kacs_json_take(object);
}
