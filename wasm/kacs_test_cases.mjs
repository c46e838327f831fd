// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Texts, wrong texts and tokens that kacs_test.mjs tries. */

/** Canonical: text and bytes come back as they were. */
export const SDDL_TEXTS = [
  'O:SY',
  'D:',
  'D:NO_ACCESS_CONTROL',
  'O:BAD:NO_ACCESS_CONTROL',
  'D:PARAI',
  'O:SYG:BAD:PAI(A;;FA;;;SY)S:PARAI(ML;;NW;;;HI)',
  'O:BAG:BAD:(D;;DCLC;;;BU)(A;;FRFX;;;WD)(A;;FA;;;S-1-5-21-1-2-3-1001)',
  'O:BAD:(A;;FRFWFXSD;;;WD)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;SY)(A;;GAGXGWGR;;;BA)',
  'O:S-1-5-21-1-2-3-1001D:(A;;0x1200ff;;;SY)(A;;0x2000000;;;BA)',
  'O:BAD:(A;OICINPIOID;FA;;;CO)(A;;FA;;;CG)(A;;FR;;;OW)(A;;FW;;;PS)',
  'O:S-1-5-21-1-2-3-1001D:(A;;FR;;;OW)(A;;FA;;;PS)',
  'O:BAS:(AU;SAFA;FW;;;WD)(AL;SA;FR;;;WD)',
  'O:BAD:(A;;FA;;;WD)S:(ML;OICI;NRNWNX;;;LW)',
  'O:BAD:(A;;FA;;;WD)S:(ML;;NX;;;SI)(SP;;0x0;;;S-1-17-99)',
  'O:BAD:(A;;FA;;;WD)S:(TL;;FR;;;S-1-19-512-1024)',
  'O:BAD:(OA;CI;CCDC;bf967aba-0de6-11d0-a285-00aa003049e2;;AU)' +
    '(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;bf967aba-0de6-11d0-a285-00aa003049e2;AU)',
  'O:BAD:(A;;FR;;;S-1-15-2-1-2)(A;;FA;;;WD)(A;;FW;;;S-1-15-3-7)',
  'O:S-1-0xabcdef012345-1-2',
  'O:S-1-1-1-2-3-4-5-6-7-8-9-10-11-12-13-14-4294967295',
  'O:BAD:(XA;;FA;;;WD;(@User.dept Any_of {"eng", "ops"} && !(Member_of {SID(BG)})))',
  'O:BAD:(XD;;FW;;;WD;(@User.n > -9223372036854775808))(A;;FA;;;WD)',
  'O:BAD:(XA;;FA;;;WD;(@User.u == 0x7fffffffffffffff || @User.b == 1))',
  'O:BAD:(XA;;FA;;;WD;(@Device.s == SID(SY) || @Device.o == #00ff))',
  'O:BAD:(XA;;FA;;;WD;(@Resource.kind == "caf\u00e9" && Exists @Device.none))' +
    'S:(RA;;;;;WD;("kind",TS,0x2,"caf\u00e9","b%0022"))',
  'O:BAD:(XA;;FR;;;WD;(Device_Member_of_Any {SID(S-1-5-21-1-2-3-515)}))(A;;FX;;;WD)',
  'O:BAS:(RA;CI;;;;WD;("i",TI,0x0,1,-2))(RA;;;;;WD;("x",TX,0x20,#01,#))(RA;;;;;WD;("d",TD,0x4,BA))',
];

/** Text, byte, reason. */
export const SDDL_ERRORS = [
  ['x', 0, 'expected O:'],
  ['G:SYG:BA', 4, 'G: given twice'],
  ['O:XX', 2, 'no SID alias'],
  ['O:DA', 2, 'needs a domain SID'],
  ['O:S-1-5-4294967296', 8, 'sub-authority'],
  ['O:S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16', 44, 'at most 15'],
  ['D:NO_ACCESS_CONTROL(A;;FA;;;SY)', 19, 'no ACE can follow'],
  ['D:(Q;;FA;;;SY)', 3, 'unknown ACE type'],
  ['D:(AU;SA;FA;;;SY)', 3, 'belongs in the SACL'],
  ['D:(A;CIOICI;FA;;;SY)', 9, 'CI given twice'],
  ['D:(A;;FRX;;;SY)', 8, 'unknown right'],
  ['D:(A;;0x100000000;;;SY)', 6, '32 bits'],
  ['D:(OA;;FA;bf967aba;;SY)', 18, 'a GUID has the form'],
  ['D:(A;;FA;;;SY;x)', 13, 'expected "\\)", not ";"'],
  ['S:(ML;;NW;;;SY)', 12, 'a label'],
];

/** Each field of a token that a check looks at, in one of them at least. */
export const TOKENS = [
  { user: 'S-1-5-18', integrity: 'system' },
  { user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0', 'S-1-5-11'], integrity: 'low' },
  { user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0'], integrity: 'untrusted',
    mandatory_policy: [] },
  {
    user: 'S-1-5-21-1-2-3-1001',
    groups: ['S-1-1-0', 'S-1-5-32-546',
      { sid: 'S-1-5-32-545', attributes: ['use_for_deny_only'] },
      { sid: 'S-1-5-11', attributes: [] }],
    privileges: {
      present: ['SeSecurityPrivilege', 'SeTakeOwnershipPrivilege', 'SeBackupPrivilege',
        'SeRestorePrivilege'],
      enabled: ['SeSecurityPrivilege', 'SeTakeOwnershipPrivilege', 'SeBackupPrivilege'],
    },
  },
  { user: 'S-1-5-21-1-2-3-1001', user_deny_only: true, groups: ['S-1-1-0'], integrity: 'high' },
  {
    user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0', 'S-1-5-11'],
    restricted_sids: ['S-1-5-11', { sid: 'S-1-5-18', attributes: ['enabled'] }],
  },
  {
    user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0'],
    write_restricted: true, user_deny_only: true,
    restricted_sids: ['S-1-5-21-1-2-3-1001'], device_groups: ['S-1-5-21-1-2-3-515'],
  },
  {
    user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0'], restricted_sids: ['S-1-1-0'],
    device_groups: ['S-1-5-21-1-2-3-515'], restricted_device_groups: ['S-1-5-32-545'],
  },
  {
    user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0'],
    confinement: {
      sid: 'S-1-15-2-1-2', capabilities: [{ sid: 'S-1-15-3-7', attributes: ['enabled'] }],
    },
  },
  {
    user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0'],
    confinement: { sid: 'S-1-15-2-1-2', exempt: true, isolation_boundary: true },
  },
  {
    user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0'], type: 'impersonation',
    impersonation_level: 'identification',
  },
  {
    user: 'S-1-5-21-1-2-3-1001', groups: ['S-1-1-0'], type: 'impersonation',
    impersonation_level: 'delegation',
    claims: {
      user: [
        { name: 'dept', type: 'string', values: ['caf\u00e9', 'ops'], flags: ['case_sensitive'] },
        { name: 'n', type: 'int64', values: [-1] },
        { name: 'u', type: 'uint64', values: ['9223372036854775807'] },
        { name: 'b', type: 'boolean', values: [true, false] },
      ],
      device: [
        { name: 's', type: 'sid', values: ['S-1-5-18'] },
        { name: 'o', type: 'octet', values: ['00ff', ''] },
        { name: 'none', type: 'string' },
      ],
    },
  },
];
