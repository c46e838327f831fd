/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a check has in it that some step concerns itself with. Internal to the
 * core.
 */
#ifndef KACS_CORE_TRAITS_H
#define KACS_CORE_TRAITS_H

/*
 * A step that concerns none of what a check has in it is not called. What only
 * the token or only the descriptor decides is found out when it is prepared.
 */
#define KACS_TRAIT_ANY 0x0001u	      /* every check */
#define KACS_TRAIT_OPEN 0x0002u	      /* not refused by the gate */
#define KACS_TRAIT_REFUSED 0x0004u    /* refused before anything is decided */
#define KACS_TRAIT_PRIVILEGES 0x0008u /* a right or an intent of a privilege  */
#define KACS_TRAIT_BELOW_LABEL 0x0010u	  /* the token does not dominate */
#define KACS_TRAIT_TRUST_LABEL 0x0020u	  /* the object has a trust label */
#define KACS_TRAIT_TAKE_OWNERSHIP 0x0040u /* the privilege, and its right */
#define KACS_TRAIT_RESTRICTED 0x0080u	  /* a restricted token */
#define KACS_TRAIT_CONFINED 0x0100u	  /* a confined token, not exempt */
#define KACS_TRAIT_POLICIES 0x0200u	  /* the object names policies */
#define KACS_TRAIT_AUDIT 0x0400u	  /* there may be something to tell */

#endif /* KACS_CORE_TRAITS_H */
