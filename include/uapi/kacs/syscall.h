/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) WITH Linux-syscall-note */
/*
 * System calls: numbers, arguments and the record of a denial.
 *
 * Source: PSD-004 v0.20 13.1, 13.6 sections 1, 4, 6 and 7. Numbers from 1040 on
 * are ours.
 */
#ifndef _UAPI_KACS_SYSCALL_H
#define _UAPI_KACS_SYSCALL_H

#include <linux/types.h>

#define __NR_kacs_open_self_token 1000
#define __NR_kacs_open_process_token 1001
#define __NR_kacs_open_thread_token 1002
#define __NR_kacs_create_token 1003
#define __NR_kacs_create_session 1004
#define __NR_kacs_set_psb 1005
#define __NR_kacs_destroy_empty_session 1006
#define __NR_kacs_open_peer_token 1010
#define __NR_kacs_impersonate_peer 1011
#define __NR_kacs_revert 1012
#define __NR_kacs_set_impersonation_level 1013
#define __NR_kacs_open 1020
#define __NR_kacs_get_sd 1021
#define __NR_kacs_set_sd 1022
#define __NR_kacs_access_check 1023
#define __NR_kacs_access_check_list 1024
#define __NR_kacs_set_caap 1025
#define __NR_kacs_get_mount_policy 1026
#define __NR_kacs_set_mount_policy 1027
#define __NR_kacs_get_denial 1040

/* kacs_open_self_token flags. */
#define KACS_REAL_TOKEN 0x01u

/* kacs_create_session (13.6 section 6). */
#define KACS_SESSION_SPEC_MIN_BYTES 15u
#define KACS_SESSION_SPEC_MAX_BYTES 4096u

/* kacs_open (13.6). */
#define KACS_FILE_SUPERSEDE 0u
#define KACS_FILE_OPEN 1u
#define KACS_FILE_CREATE 2u
#define KACS_FILE_OPEN_IF 3u
#define KACS_FILE_OVERWRITE 4u
#define KACS_FILE_OVERWRITE_IF 5u

#define KACS_CREATE_OPT_DIRECTORY 0x0001u
#define KACS_CREATE_OPT_DELETE_ON_CLOSE 0x0002u

#define KACS_STATUS_OPENED 1u
#define KACS_STATUS_CREATED 2u
#define KACS_STATUS_OVERWRITTEN 3u
#define KACS_STATUS_SUPERSEDED 4u

#define KACS_OPEN_HOW_MIN_BYTES 16u

struct kacs_open_how {
	__u32 desired_access;
	__u32 create_disposition; /* KACS_FILE_SUPERSEDE to _OVERWRITE_IF */
	__u32 create_options;	  /* KACS_CREATE_OPT_* */
	__u32 flags;		  /* AT_SYMLINK_NOFOLLOW */
	__aligned_u64 sd_ptr;	  /* creator SD, or 0: inherit */
	__u32 sd_len;
	__u32 pad; /* 0 */
};

/* kacs_get_mount_policy and kacs_set_mount_policy (11.5, 13.6). */
#define KACS_MOUNT_POLICY_UNMANAGED 1u
#define KACS_MOUNT_POLICY_DENY_MISSING 2u
#define KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL 3u
#define KACS_MOUNT_POLICY_SYNTHESIZE_PERSISTENT 4u

#define KACS_MOUNT_POLICY_ARGS_MIN_BYTES 16u

struct kacs_mount_policy_args {
	__u32 policy;		       /* KACS_MOUNT_POLICY_* */
	__u32 flags;		       /* 0 */
	__u32 generation;	       /* out; 0 to set */
	__u32 pad0;		       /* 0 */
	__aligned_u64 template_sd_ptr; /* 0: none */
	__u32 template_sd_len;	       /* in: of the buffer; out: needed */
	__u32 pad1;		       /* 0 */
};

#define KACS_ACCESS_CHECK_ARGS_V1_SIZE 40u

struct kacs_access_check_args {
	__u32 size;
	__s32 token_fd; /* -1: the caller's effective token */
	__u64 sd_ptr;
	__u32 sd_len;
	__u32 desired_access;
	__u32 generic_read;
	__u32 generic_write;
	__u32 generic_execute;
	__u32 generic_all;
	__u64 self_sid_ptr; /* 0: none */
	__u32 self_sid_len;
	__u32 privilege_intent; /* KACS_BACKUP_INTENT, KACS_RESTORE_INTENT */
	__u64 object_tree_ptr;	/* struct kacs_object_type_entry[] or 0 */
	__u32 object_tree_count;
	__u32 pad0;		/* 0 */
	__u64 local_claims_ptr; /* 0: none */
	__u32 local_claims_len;
	__u32 pad1;	       /* 0 */
	__u64 granted_out_ptr; /* __u32, or 0 */
	__u32 pip_type;	       /* 0: the calling process's */
	__u32 pip_trust;       /* 0: the calling process's */
	__u64 audit_context_ptr;
	__u32 audit_context_len;	/* at most 4096 */
	__u32 pad2;			/* 0 */
	__u64 continuous_audit_out_ptr; /* __u32, or 0 */
	__u64 staging_mismatch_out_ptr; /* __u32, or 0 */
};

struct kacs_node_result {
	__u32 granted;
	__s32 status; /* 0 or -EACCES */
};

struct kacs_object_type_entry {
	__u16 level;
	__u16 reserved; /* 0 */
	__u8 guid[16];
};

/*
 * The steps of AccessCheck, as decision records name them. The order of the
 * numbers is the order of the pipeline.
 */
#define KACS_STEP_NONE 0u
#define KACS_STEP_GATE 1u
#define KACS_STEP_MAPPING 2u
#define KACS_STEP_PRIVILEGES 3u
#define KACS_STEP_INTEGRITY 4u
#define KACS_STEP_TRUST 5u
#define KACS_STEP_DACL 6u
#define KACS_STEP_OWNERSHIP 7u
#define KACS_STEP_RESTRICTED 8u
#define KACS_STEP_CONFINEMENT 9u
#define KACS_STEP_POLICY 10u
#define KACS_STEP_LAYERS 11u
#define KACS_STEP_AUDIT 12u
#define KACS_STEP_RESULT 13u
/* Refusals that no descriptor decided. */
#define KACS_STEP_PRIVILEGE_REQUIRED 32u /* a privilege gate (7.1) */
#define KACS_STEP_NO_SD 33u	 /* the object has no descriptor (11.5) */
#define KACS_STEP_CORRUPT_SD 34u /* its descriptor does not parse (11.5) */
#define KACS_STEP_HANDLE 35u	 /* the handle was opened without the right */
#define KACS_STEP_FIXED_RULE \
	36u /* a rule without policy, such as the SD xattr: see .rule */
#define KACS_STEP_CAPABILITY 37u /* the capability switchboard (12.2) */
#define KACS_STEP_PROTECTION 38u /* the target's trust is not dominated (8.1) */
#define KACS_STEP_MITIGATION 39u /* a mitigation of the process (5.2) */
#define KACS_STEP_IMPERSONATION 40u /* a gate of impersonation (9.2) */

/* Which rule it was, where a step has several. */
#define KACS_RULE_NONE 0u
/* A server that is restricted, and its user's token that is not (9.2). */
#define KACS_RULE_RESTRICTED_SERVER 1u
/* Signed content stays as it is (6.1). */
#define KACS_RULE_PINNED 2u
/* A capability that nobody may give up: that of .capability (12.2). */
#define KACS_RULE_MANDATORY_CAPABILITY 3u
/* The mode of a file on a mount without descriptors, or of an IPC object. */
#define KACS_RULE_MODE 4u
/* A descriptor is not read and written as an extended attribute (11.4). */
#define KACS_RULE_SD_XATTR 5u
/* The file goes away when the handle of somebody else is closed (11.2). */
#define KACS_RULE_DELETE_ON_CLOSE 6u
/* A command that is not known, of fcntl() or to make or lock a file (11.4). */
#define KACS_RULE_UNKNOWN_COMMAND 7u
/*
 * The token may only be looked at (9.1). Of steps that take a privilege: so
 * none counts; of KACS_STEP_GATE: at level Impersonation it would have been
 * allowed.
 */
#define KACS_RULE_IDENTIFICATION 8u
/* The descriptor of a file cannot be read, or made up (11.5). */
#define KACS_RULE_UNREADABLE_SD 9u
/* What a new file would inherit is no descriptor (3.6). */
#define KACS_RULE_NO_NEW_SD 10u
/* A device, a pipe or a socket is opened natively to be executed (11.2). */
#define KACS_RULE_SPECIAL_FILE 11u
/* It is immutable, or may only be appended to (chattr). */
#define KACS_RULE_INODE_FLAGS 12u
/* Other processes share the memory that it would reach (5.2, 8.2). */
#define KACS_RULE_SHARED_MEMORY 13u
/* The socket is not what accept() gives: nobody connected by it (9.3). */
#define KACS_RULE_NO_PEER 14u
/* A copy of a token that could do more than the token, by its level (4.4). */
#define KACS_RULE_RAISES_LEVEL 15u
/* A client's token does not become that of the process (9.1). */
#define KACS_RULE_IMPERSONATING 16u
/* A protected process leaves no core dump (8.3). */
#define KACS_RULE_DUMPABLE 17u
/* Such a file or object is changed by its owner and administrators only. */
#define KACS_RULE_OWNER 18u
/* Its user, or a group, has it by the same rules; who is sandboxed has not. */
#define KACS_RULE_SANDBOX 19u

/* Which ACL the deciding ACE stands in. */
#define KACS_ACL_NONE 0u
#define KACS_ACL_DACL 1u
#define KACS_ACL_SACL 2u
#define KACS_ACL_POLICY 3u /* of a rule of a central policy */

#define KACS_NO_ACE 0xffffffffu

/* What kind of object was refused. */
#define KACS_OBJECT_FILE 1u
#define KACS_OBJECT_DIRECTORY 2u
#define KACS_OBJECT_PROCESS 3u
#define KACS_OBJECT_TOKEN 4u
#define KACS_OBJECT_SYSTEM 5u /* a privilege, no object */
#define KACS_OBJECT_USER 6u   /* kacs_access_check's */
#define KACS_OBJECT_SOCKET 7u /* an abstract address */
#define KACS_OBJECT_IPC 8u    /* System V IPC */

/*
 * prctl(), ours: show uid 0 to the process and what it runs, for programs that
 * insist on it (12.3). Neither the token nor what files see changes. The other
 * arguments are 0.
 */
#define KACS_PR_UID0 0x4b414353

#define KACS_DENIAL_VERSION 2u
#define KACS_DENIAL_NAME_BYTES 256u
#define KACS_DENIAL_ACE_BYTES 256u

/* kacs_get_denial flags. */
#define KACS_DENIAL_CLEAR \
	0x01u /* forget it when it has been read (self only) */

/*
 * The last refusal of a thread, fixed part. The SD and the token follow it in
 * the buffer at the given offsets. The SD is there only if the refused token
 * may read it (READ_CONTROL); the deciding ACE always is.
 */
struct kacs_denial {
	__u32 version;	/* KACS_DENIAL_VERSION */
	__u32 size;	/* of the whole record, variable parts included */
	__u64 sequence; /* grows with every refusal since boot */
	__u64 time_ns;	/* CLOCK_REALTIME */
	__s32 pid;	/* thread group, in the reader's pid namespace */
	__s32 tid;
	char comm[16];
	__u64 token_id;
	__u32 object_type; /* KACS_OBJECT_* */
	__u32 errno_value; /* positive: EACCES, EPERM, EBUSY */
	__u32 desired;	   /* after generic mapping */
	__u32 granted;	   /* of desired */
	__u32 missing;	   /* desired, not granted, and required */
	__u32 step;	   /* KACS_STEP_* that refused the lowest missing bit;
			    * NONE: what refused it has changed meanwhile */
	__u32 acl;	   /* KACS_ACL_* */
	__u32 ace;	   /* index in that ACL, or KACS_NO_ACE */
	__u64 privilege;   /* any of this mask would have done; 0: none would */
	__u32 generic_read; /* the object's mapping, to run the check again */
	__u32 generic_write;
	__u32 generic_execute;
	__u32 generic_all;
	__u32 privilege_intent;
	__u32 pip_type; /* of who asked */
	__u32 pip_trust;
	__u32 device_major; /* of a file */
	__u32 device_minor;
	__u32 mode;	 /* st_mode of a file */
	__u64 inode;	 /* of a file */
	__u32 ace_len;	 /* bytes of ace_bytes used */
	__u32 sd_offset; /* from the start of the record; 0: withheld or none */
	__u32 sd_len;
	__u32 token_offset; /* struct kacs_token_spec and its parts, or 0 */
	__u32 token_len;
	__u32 rule;	  /* KACS_RULE_*, of a step that has several */
	__u32 capability; /* CAP_*: KACS_STEP_CAPABILITY,
			   * KACS_RULE_MANDATORY_CAPABILITY */
	__u32 mitigation; /* KACS_STEP_MITIGATION: the bits that forbid it */
	__u32 target_pip_type; /* KACS_STEP_PROTECTION: of the target */
	__u32 target_pip_trust;
	/*
	 * Of the token to be impersonated or copied, or of an effective one
	 * whose level is the cause: KACS_STEP_IMPERSONATION,
	 * KACS_RULE_IDENTIFICATION. KACS_LEVEL_*.
	 */
	__u32 level;
	/*
	 * Of a process: its id in the reader's pid namespace; 0: ended, or not
	 * there.
	 */
	__s32 target_pid;
	/*
	 * Last path component, or the name of a process that the refused token
	 * may query; NUL-terminated, empty if not known.
	 */
	char name[256];
	/*
	 * The deciding ACE, cut if longer; of KACS_STEP_POLICY the one in the
	 * SACL that names the policy.
	 */
	__u8 ace_bytes[256];
};

#endif /* _UAPI_KACS_SYSCALL_H */
