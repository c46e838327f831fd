// SPDX-License-Identifier: GPL-2.0-only
/*
 * What AccessCheck leaves for the audit becomes events.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "../include/uapi/kacs/privilege.h"
#include "audit_event.h"
#include "event_payload.h"
#include "token.h"

/* More than most checks leave: no allocation for them. */
#define KACS_FEW_EVENTS 4

/* One event, and what all events of a check share. */
struct kacs_audit_message {
	const struct kacs_audit_event *event;
	const struct kacs_event_subject *subject;
	const struct kacs_event_scene *scene;
	const struct kacs_audit_object *object;
};

static void kacs_put_head(struct kacs_msgpack *out,
			  const struct kacs_audit_message *message, u32 pairs)
{
	const struct kacs_audit_object *object = message->object;

	kacs_msgpack_map(out, pairs + 3 + kacs_event_objects(message->scene));
	kacs_event_put_subject(out, message->subject);
	kacs_event_put_bytes(out, "object_context", object->context,
			     object->context_len);
	kacs_event_put_process(out, message->scene);
	kacs_event_put_object(out, message->scene);
}

static void kacs_write_access(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_audit_message *message = data;
	const struct kacs_audit_event *event = message->event;
	bool sacl = event->kind == KACS_EVENT_SACL;

	kacs_put_head(out, message, 4);
	kacs_event_put_uint(out, "requested_access", event->requested);
	kacs_event_put_uint(out, "granted_access", event->granted);
	kacs_event_put_bool(out, "success", event->success);
	kacs_msgpack_text(out, "trigger");
	kacs_msgpack_map(out, 2);
	kacs_event_put_text(out, "kind", sacl ? "sacl" : "policy");
	kacs_event_put_bytes(out, "ace", event->ace_bytes,
			     sacl ? event->ace_len : 0);
}

/* Of the privileges that give rights to objects. */
static const char *kacs_privilege_text(u64 privilege)
{
	switch (privilege) {
	case KACS_PRIVILEGE(KACS_SE_SECURITY):
		return "SeSecurityPrivilege";
	case KACS_PRIVILEGE(KACS_SE_BACKUP):
		return "SeBackupPrivilege";
	case KACS_PRIVILEGE(KACS_SE_RESTORE):
		return "SeRestorePrivilege";
	case KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP):
		return "SeTakeOwnershipPrivilege";
	default:
		return "SeRelabelPrivilege";
	}
}

static void kacs_write_privilege(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_audit_message *message = data;
	const struct kacs_audit_event *event = message->event;

	kacs_put_head(out, message, 5);
	kacs_event_put_text(out, "privilege",
			    kacs_privilege_text(event->privilege));
	kacs_event_put_uint(out, "requested_access", event->requested);
	kacs_event_put_uint(out, "granted_access", event->granted);
	kacs_event_put_uint(out, "surviving_access", event->surviving);
	kacs_event_put_bool(out, "success", event->success);
}

/*
 * The comparison is of all rules together, so no rule is named. (There are no
 * "sacl-error"s: the SACLs of policies are validated when they are set.)
 */
static void kacs_write_staging(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_audit_message *message = data;
	const struct kacs_audit_event *event = message->event;

	kacs_put_head(out, message, 9);
	kacs_event_put_text(out, "kind", "staging-mismatch");
	kacs_event_put_nil(out, "phase");
	kacs_event_put_nil(out, "policy_sid");
	kacs_event_put_nil(out, "rule_index");
	kacs_event_put_text(out, "reason", "staged-result-differs");
	kacs_event_put_uint(out, "requested_access", event->requested);
	kacs_event_put_uint(out, "effective_granted_access", event->granted);
	kacs_event_put_uint(out, "staged_granted_access", event->surviving);
	kacs_event_put_bool(out, "object_results_differ", event->nodes_differ);
}

static int kacs_audit_emit_one(const struct kacs_audit_message *message)
{
	switch (message->event->kind) {
	case KACS_EVENT_PRIVILEGE:
		return kacs_event_emit("privilege-use", kacs_write_privilege,
				       message, GFP_KERNEL);
	case KACS_EVENT_STAGING:
		return kacs_event_emit("caap-policy-diagnostic",
				       kacs_write_staging, message, GFP_KERNEL);
	default:
		return kacs_event_emit("access-audit", kacs_write_access,
				       message, GFP_KERNEL);
	}
}

static int kacs_audit_emit(const struct kacs_check *check,
			   const struct kacs_audit_object *object)
{
	const struct kacs_event_subject subject = {
		.identity = check->token->identity,
		.integrity_level = check->token->integrity_level,
		.pip_type = check->pip_type,
		.pip_trust = check->pip_trust,
	};
	struct kacs_event_scene *scene = kacs_event_scene_make(GFP_KERNEL);
	struct kacs_audit_message message = {
		.subject = &subject,
		.scene = scene,
		.object = object,
	};
	int error = 0;
	u32 i;

	if (!scene)
		return -ENOMEM;
	if (object->inode)
		kacs_event_scene_file(scene, object->inode, object->dentry);
	for (i = 0; !error && i < check->audit->count; i++) {
		message.event = &check->audit->events[i];
		error = kacs_audit_emit_one(&message);
	}
	kfree(scene);
	return error;
}

/* The same check of the same token, with room for what it has to tell. */
static int kacs_check_again(struct kacs_check *check,
			    struct kacs_decision *decision,
			    const struct kacs_audit_object *object)
{
	struct kacs_audit *audit = check->audit;
	int error;

	audit->capacity = audit->count;
	audit->count = 0;
	audit->events = kvmalloc_array(audit->capacity, sizeof(*audit->events),
				       GFP_KERNEL_ACCOUNT);
	if (!audit->events)
		return -ENOMEM;
	kacs_access_check(check, decision, NULL);
	error = kacs_audit_emit(check, object);
	kvfree(audit->events);
	return error;
}

int kacs_audited_check(struct kacs_token_object *token,
		       struct kacs_check *check, struct kacs_decision *decision,
		       const struct kacs_audit_object *object)
{
	struct kacs_audit_event few[KACS_FEW_EVENTS];
	struct kacs_audit audit = {.events = few, .capacity = KACS_FEW_EVENTS};
	struct kacs_token snapshot;
	int error = 0;

	kacs_token_snapshot(token, &snapshot);
	check->token = &snapshot;
	check->audit = &audit;
	kacs_access_check(check, decision, NULL);
	kacs_token_mark_used(token, decision->privileges_used);
	if (unlikely(audit.count > KACS_FEW_EVENTS))
		error = kacs_check_again(check, decision, object);
	else if (unlikely(audit.count))
		error = kacs_audit_emit(check, object);
	check->token = NULL;
	check->audit = NULL;
	return error;
}
