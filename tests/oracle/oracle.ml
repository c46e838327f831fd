(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* The oracle as a filter: a stream of cases on standard input, a stream of
   answers on standard output. case.h beside this file describes both. *)

open Wire

let malformed_sd = 1
let malformed_token = 2
let malformed_claims = 3
let malformed_tree = 4
let malformed_policy = 5

(* Take the next [length] bytes from [offset]. *)
let take case offset length =
  let* part = sub case offset length in
  Some (part, offset + length)

(* A policy as kacs_set_caap is given it: the SID and the specification. *)
let policy_at bytes offset =
  let* sid, offset = counted bytes offset in
  let* spec, offset = counted bytes offset in
  let* policy = Policy.parse spec in
  Some ((sid, policy), offset)

let request case : (Check.request, int) result option =
  let* sd_length = u32 case 0 in
  let* token_length = u32 case 4 in
  let* claims_length = u32 case 8 in
  let* tree_length = u32 case 12 in
  let* self_length = u32 case 16 in
  let* policies_length = u32 case 20 in
  let* desired = u32 case 24 in
  let* intent = u32 case 28 in
  let* pip_type = u32 case 32 in
  let* pip_trust = u32 case 36 in
  let* read = u32 case 40 in
  let* write = u32 case 44 in
  let* execute = u32 case 48 in
  let* all = u32 case 52 in
  let* result_list = u32 case 56 in
  let* sd, offset = take case 60 sd_length in
  let* token, offset = take case offset token_length in
  let* claims, offset = take case offset claims_length in
  let* tree, offset = take case offset tree_length in
  let* self, offset = take case offset self_length in
  let* policies, _ = take case offset policies_length in
  Some
    (match
       ( Sd.parse sd,
         Token.parse token,
         Claim.parse_array claims,
         (if tree = "" then Some None
          else Option.map Option.some (Tree.parse tree)),
         items_to_end policies (policy_at policies) 0 )
     with
    | None, _, _, _, _ -> Error malformed_sd
    | _, None, _, _, _ -> Error malformed_token
    | _, _, None, _, _ -> Error malformed_claims
    | _, _, _, None, _ -> Error malformed_tree
    | _, _, _, _, None -> Error malformed_policy
    | Some sd, Some token, Some local_claims, Some tree, Some policies ->
        Ok
          {
            Check.base =
              {
                Evaluate.sd;
                token;
                mapping = { Mask.read; write; execute; all };
                desired;
                backup_intent = intent land 1 <> 0;
                restore_intent = intent land 2 <> 0;
                pip_type;
                pip_trust;
                self = (if self = "" then None else Some self);
                tree;
                local_claims;
              };
            policies;
            result_list = result_list <> 0;
          })

let words numbers = String.concat "" (List.map Sid.le32 numbers)
let flag condition = if condition then 1 else 0

(* FNV-1a, which tells one ACE from another. *)
let digest =
  String.fold_left
    (fun hash c -> (hash lxor Char.code c) * 0x01000193 land 0xffffffff)
    0x811c9dc5

let head bytes = Option.value (u32 bytes 0) ~default:0

let nowhere = 0xffffffff

let source = function
  | Audit.Object -> nowhere
  | Audit.Rule { policy; rule } -> (policy lsl 16) lor rule

let event (event : Audit.event) =
  match event with
  | Privilege_use { privilege; requested; granted; surviving; success } ->
      [ 1; flag success; requested; granted; surviving; privilege; 0; 0; 0 ]
  | Access { by = Some { source = where; ace }; requested; granted; success } ->
      [
        2;
        flag success;
        requested;
        granted;
        0;
        head ace.bytes;
        digest ace.bytes;
        source where;
        ace.index;
      ]
  | Access { by = None; requested; granted; success } ->
      [ 3; flag success; requested; granted; 0; 0; 0; 0; 0 ]
  | Staging_mismatch { requested; effective; staged; nodes_differ } ->
      [ 4; flag nodes_differ; requested; effective; staged; 0; 0; 0; 0 ]

let bits ~from privileges =
  List.fold_left
    (fun mask bit ->
      if bit >= from && bit < from + 32 then mask lor (1 lsl (bit - from))
      else mask)
    0 privileges

let decision ~has_tree (d : Check.decision) =
  let p = d.provenance in
  let nodes = if has_tree then d.nodes else [] in
  [
    0;
    flag d.allowed;
    d.granted;
    d.privilege_granted;
    d.desired;
    p.security;
    p.backup;
    p.restore;
    p.take_ownership;
    p.relabel;
    d.continuous;
    flag d.mismatch;
    d.staged;
    bits ~from:0 d.used;
    bits ~from:32 d.used;
    List.length nodes;
    List.length d.events;
  ]
  @ List.concat_map
      (fun (node : Check.node) -> [ node.node_granted; flag node.node_allowed ])
      nodes
  @ List.concat_map event d.events

let answer case =
  let* request = request case in
  Some
    (words
       (match request with
       | Error status -> status :: List.init 16 (fun _ -> 0)
       | Ok request ->
           decision
             ~has_tree:(request.base.tree <> None)
             (Check.check request)))

let really_input length =
  match really_input_string stdin length with
  | bytes -> Some bytes
  | exception End_of_file -> None

(* The answers to the next [count] cases; None if one is cut short. *)
let rec batch count =
  if count <= 0 then Some []
  else
    let* head = really_input 4 in
    let* length = u32 head 0 in
    let* case = really_input length in
    let* first = answer case in
    let* others = batch (count - 1) in
    Some (first :: others)

(* Answer until the end of the input. Cases come in batches: a count, then each
   with its length in front. The whole of a batch is read before any of it is
   answered, so that who asks need not read while writing. *)
let rec serve () =
  match Option.bind (really_input 4) (fun head -> u32 head 0) with
  | None -> true
  | Some count -> (
      match batch count with
      | None -> false
      | Some answers ->
          List.iter print_string answers;
          flush stdout;
          serve ())

let () =
  set_binary_mode_in stdin true;
  set_binary_mode_out stdout true;
  if not (serve ()) then (
    prerr_endline "oracle: a case is cut short";
    exit 2)
