// SPDX-License-Identifier: GPL-2.0-only
/*
 * Refusals as events.
 */
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "../core/check.h"
#include "denial_event.h"
#include "denial_record.h"
#include "event_payload.h"

static bool kacs_denials __ro_after_init;
module_param_named(denials, kacs_denials, bool, 0444);
MODULE_PARM_DESC(denials, "Emit an event for every refusal");

struct kacs_denial_message {
	const struct kacs_denial *data;
	const struct kacs_event_subject *subject;
	const struct kacs_event_scene *scene;
	const struct kacs_acl *acl; /* that @ace stands in */
	const struct kacs_ace *ace; /* NULL: no ACE refused */
	bool policy; /* the ACE only names the policy that refused */
};

static bool kacs_denial_is_of_privilege(const struct kacs_denial *data)
{
	return data->step == KACS_STEP_PRIVILEGE_REQUIRED ||
	       data->step == KACS_STEP_CAPABILITY;
}

static bool kacs_denial_is_wanted(const struct kacs_denial_record *record,
				  const struct kacs_sd *sd)
{
	u32 policy = kacs_token_identity(record->token)->spec.audit_policy;

	if (kacs_denials)
		return true;
	if (kacs_denial_is_of_privilege(&record->data))
		return policy & KACS_AUDIT_PRIVILEGE_USE_FAILURE;
	return (policy & KACS_AUDIT_OBJECT_ACCESS_FAILURE) ||
	       (sd && sd->sacl.audits);
}

static void kacs_put_condition(struct kacs_msgpack *out,
			       const struct kacs_denial_message *message)
{
	const struct kacs_acl *acl = message->acl;
	const struct kacs_ace *ace = message->ace;
	u32 start = 0, end = 0;

	if (ace && !message->policy && !ace->malformed &&
	    (ace->kind == KACS_ACE_KIND_ALLOW_IF ||
	     ace->kind == KACS_ACE_KIND_DENY_IF)) {
		start = kacs_ace_data_offset(ace);
		end = ace->offset + kacs_acl_ace_size(acl->bytes, ace);
	}
	kacs_event_put_bytes(out, "condition", end ? acl->bytes + start : NULL,
			     end - start);
}

static void kacs_put_ace(struct kacs_msgpack *out,
			 const struct kacs_denial_message *message)
{
	const struct kacs_acl *acl = message->acl;
	const struct kacs_ace *ace = message->ace;
	struct kacs_sid policy = {};

	if (ace && message->policy)
		policy = kacs_acl_ace_sid(acl->bytes, ace);
	kacs_event_put_bytes(out, "ace", ace ? acl->bytes + ace->offset : NULL,
			     ace ? kacs_acl_ace_size(acl->bytes, ace) : 0);
	kacs_event_put_bytes(out, "policy_sid", policy.bytes, policy.len);
}

static void kacs_put_decision(struct kacs_msgpack *out,
			      const struct kacs_denial_message *message)
{
	const struct kacs_denial *data = message->data;

	kacs_msgpack_text(out, "decision");
	kacs_msgpack_map(out, 7);
	kacs_event_put_text(out, "step", kacs_step_name(data->step));
	if (data->ace == KACS_NO_ACE)
		kacs_event_put_nil(out, "ace_index");
	else
		kacs_event_put_uint(out, "ace_index", data->ace);
	kacs_put_ace(out, message);
	kacs_event_put_nil(out, "layer"); /* there are none yet */
	kacs_put_condition(out, message);
	kacs_event_put_uint(out, "missing", data->missing);
}

/* What a gate compared, where it was one. */
static void kacs_put_gate(struct kacs_msgpack *out,
			  const struct kacs_denial *data)
{
	kacs_msgpack_text(out, "gate");
	kacs_msgpack_map(out, 6);
	kacs_event_put_uint(out, "rule", data->rule);
	kacs_event_put_uint(out, "capability", data->capability);
	kacs_event_put_uint(out, "mitigation", data->mitigation);
	kacs_event_put_uint(out, "target_pip_type", data->target_pip_type);
	kacs_event_put_uint(out, "target_pip_trust", data->target_pip_trust);
	kacs_event_put_uint(out, "level", data->level);
}

static void kacs_denial_write(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_denial_message *message = data;

	bool gate = message->data->step >= KACS_STEP_FIXED_RULE;

	kacs_msgpack_map(out, 6 + gate + kacs_event_objects(message->scene));
	kacs_event_put_subject(out, message->subject);
	kacs_event_put_object(out, message->scene);
	kacs_put_decision(out, message);
	kacs_event_put_uint(out, "requested_access", message->data->desired);
	kacs_event_put_uint(out, "granted_access", message->data->granted);
	kacs_event_put_uint(out, "privileges", message->data->privilege);
	if (gate)
		kacs_put_gate(out, message->data);
	kacs_event_put_process(out, message->scene);
}

static void kacs_scene_of_denial(struct kacs_event_scene *scene,
				 const struct kacs_denial_record *record)
{
	const struct kacs_denial *data = &record->data;

	scene->object.pid = pid_nr(record->target);
	scene->object.type = data->object_type;
	scene->object.device_major = data->device_major;
	scene->object.device_minor = data->device_minor;
	scene->object.inode = data->inode;
	memcpy(scene->object.name, data->name, sizeof(scene->object.name));
}

static const struct kacs_ace *kacs_ace_of(const struct kacs_acl *acl, u32 index)
{
	return index < acl->count ? &acl->aces[index] : NULL;
}

static void kacs_find_ace(struct kacs_denial_message *message,
			  const struct kacs_sd *sd,
			  const struct kacs_attribution *decider)
{
	message->policy = decider->step == KACS_STEP_POLICY;
	message->acl = decider->acl == KACS_ACL_DACL && !message->policy
			       ? &sd->dacl
			       : &sd->sacl;
	if (message->policy)
		message->ace = kacs_ace_of(message->acl, decider->policy);
	else if (decider->acl != KACS_ACL_NONE)
		message->ace = kacs_ace_of(message->acl, decider->ace);
}

void kacs_denial_emit(const struct kacs_denial_record *record,
		      const struct kacs_sd *sd,
		      const struct kacs_attribution *decider)
{
	const gfp_t gfp = GFP_NOWAIT | __GFP_NOWARN;
	struct kacs_event_subject subject = {
		.pip_type = record->data.pip_type,
		.pip_trust = record->data.pip_trust,
	};
	struct kacs_denial_message message = {
		.data = &record->data,
		.subject = &subject,
	};
	struct kacs_event_scene *scene;
	struct kacs_token token;

	if (likely(!kacs_denial_is_wanted(record, sd)))
		return;
	scene = kacs_event_scene_make(gfp);
	if (!scene)
		return;
	kacs_scene_of_denial(scene, record);
	message.scene = scene;
	kacs_token_snapshot(record->token, &token);
	subject.identity = token.identity;
	subject.integrity_level = token.integrity_level;
	if (sd && decider)
		kacs_find_ace(&message, sd, decider);
	kacs_event_emit("kacs-denial", kacs_denial_write, &message, gfp);
	kfree(scene);
}
