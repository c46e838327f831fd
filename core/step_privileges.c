// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Privileges, 10.10 steps 3 and 4: SeSecurity gives ACCESS_SYSTEM_SECURITY and
 * nothing else does but SeRestore; SeBackup and SeRestore count only if the
 * caller says that it is backing up or restoring.
 */
#include "pipeline.h"

#define RESTORE_METADATA                                   \
	(KACS_WRITE_DAC | KACS_WRITE_OWNER | KACS_DELETE | \
	 KACS_ACCESS_SYSTEM_SECURITY)

static u32 give(struct kacs_evaluation *e, u32 privilege, u32 bits)
{
	if (!kacs_token_privileged(e->check->token, privilege))
		return 0;
	return kacs_evaluation_privilege(e, KACS_STEP_PRIVILEGES, privilege,
					 bits);
}

void kacs_step_privileges(struct kacs_evaluation *e)
{
	const struct kacs_check *check = e->check;
	struct kacs_privilege_use *use = &e->decision->use;
	u32 bits;

	use->security = give(e, KACS_SE_SECURITY, KACS_ACCESS_SYSTEM_SECURITY);
	if (check->privilege_intent & KACS_BACKUP_INTENT) {
		bits = kacs_map_generic(KACS_GENERIC_READ, check->mapping);
		use->backup = give(e, KACS_SE_BACKUP, bits);
	}
	if (check->privilege_intent & KACS_RESTORE_INTENT) {
		bits = kacs_map_generic(KACS_GENERIC_WRITE, check->mapping);
		use->restore =
			give(e, KACS_SE_RESTORE, bits | RESTORE_METADATA);
	}
	kacs_evaluation_trace(e, KACS_STEP_PRIVILEGES, KACS_ACL_NONE,
			      KACS_NO_ACE, KACS_EFFECT_DENY,
			      e->wanted & ~e->granted &
				      KACS_ACCESS_SYSTEM_SECURITY);
}
