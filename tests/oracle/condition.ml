(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Evaluation of conditional expressions: PSD-004 3.8, 3.11. Where the section
   makes the entire expression UNKNOWN, a function here answers None. *)

open Wire
open Bytecode

type environment = {
  sees_members : bool; (* no: a membership is UNKNOWN (10.8, applies_to) *)
  member : for_allow:bool -> Sid.t -> bool;
  device_member : for_allow:bool -> Sid.t -> bool;
  user_claims : Claim.t list;
  device_claims : Claim.t list;
  resource_attributes : Claim.t list;
  local_claims : Claim.t list;
}

type operand =
  | Constant of value
  | Read of { value : value; case_sensitive : bool }
  | Absent
  | Result of Tri.t

let lookup environment ~for_allow namespace name =
  let claims =
    match namespace with
    | Local -> environment.local_claims
    | User -> environment.user_claims
    | Resource -> environment.resource_attributes
    | Device -> environment.device_claims
  in
  match Claim.resolve claims ~name ~for_allow with
  | None -> Absent
  | Some { Claim.values = [ one ]; case_sensitive; _ } ->
      Read { value = Scalar one; case_sensitive }
  | Some { Claim.values; case_sensitive; _ } ->
      let value = Composite (List.map (fun v -> Scalar v) values) in
      Read { value; case_sensitive }

let fold_octets =
  String.map (fun c -> Char.chr (Claim.fold_unit (Char.code c)))

(* The order of two scalars; None: they are of different types. A negative
   INT64 is below every UINT64. SIDs have no order, only equality. *)
let compare_scalars ~exact (a : Claim.scalar) (b : Claim.scalar) =
  match (a, b) with
  | Signed a, Signed b -> Some (Int64.compare a b)
  | Unsigned a, Unsigned b -> Some (Int64.unsigned_compare a b)
  | Signed a, Unsigned b ->
      Some (if Int64.compare a 0L < 0 then -1 else Int64.unsigned_compare a b)
  | Unsigned a, Signed b ->
      Some (if Int64.compare b 0L < 0 then 1 else Int64.unsigned_compare a b)
  | Text a, Text b ->
      if exact then Some (compare a b)
      else Some (compare (Claim.fold_text a) (Claim.fold_text b))
  | Octets a, Octets b ->
      if exact then Some (String.compare a b)
      else Some (String.compare (fold_octets a) (fold_octets b))
  | Sid _, Sid _ -> None
  | (Signed _ | Unsigned _ | Text _ | Octets _ | Sid _), _ -> None

let equal_scalars ~exact (a : Claim.scalar) (b : Claim.scalar) =
  match (a, b) with
  | Sid a, Sid b -> Some (Sid.equal a b)
  | _ -> Option.map (fun order -> order = 0) (compare_scalars ~exact a b)

let unequal_types (a : value) (b : value) =
  match (a, b) with
  | Scalar a, Scalar b -> equal_scalars ~exact:true a b = None
  | Composite _, Composite _ -> false
  | Scalar _, Composite _ | Composite _, Scalar _ -> true

(* Two lists that have no elements of like types are operands of different
   types. A list inside of a list is of a type of its own. *)
let unlike a b =
  a <> [] && b <> []
  && List.for_all (fun x -> List.for_all (unequal_types x) b) a

(* 1.4, composite equality: element by element, in order. Inside of a list,
   elements of different types are different elements. *)
let rec same_element ~exact a b =
  match (a, b) with
  | Scalar a, Scalar b -> equal_scalars ~exact a b = Some true
  | Composite a, Composite b -> same_list ~exact a b
  | Scalar _, Composite _ | Composite _, Scalar _ -> false

and same_list ~exact a b =
  match (a, b) with
  | [], [] -> true
  | [], _ :: _ | _ :: _, [] -> false
  | first_a :: others_a, first_b :: others_b ->
      same_element ~exact first_a first_b && same_list ~exact others_a others_b

(* Two operands: the first pair of different types makes them operands of
   different types, the first unequal pair makes them unequal. *)
let rec equal_operands ~exact a b =
  match (a, b) with
  | [], [] -> Some true
  | [], _ :: _ | _ :: _, [] -> Some false
  | first_a :: others_a, first_b :: others_b ->
      if unequal_types first_a first_b then None
      else if same_element ~exact first_a first_b then
        equal_operands ~exact others_a others_b
      else Some false

let equal_values ~exact a b =
  match (a, b) with
  | Scalar a, Scalar b -> equal_scalars ~exact a b
  | Composite a, Composite b -> equal_operands ~exact a b
  | Scalar _, Composite _ | Composite _, Scalar _ -> None

let order ~exact test a b =
  match (a, b) with
  | Scalar a, Scalar b -> Option.map test (compare_scalars ~exact a b)
  | Scalar _, Composite _ | Composite _, _ -> None

(* Contains and Any_of see sets; a scalar is a set of one. *)
let elements = function Scalar _ as one -> [ one ] | Composite list -> list

let sets ~exact quantify a b =
  let a = elements a and b = elements b in
  let is_in list x = List.exists (same_element ~exact x) list in
  if unlike a b then None else Some (quantify (is_in a) b)

let relate relation ~exact a b =
  let negated = Option.map not in
  match relation with
  | Equal -> equal_values ~exact a b
  | Not_equal -> negated (equal_values ~exact a b)
  | Less -> order ~exact (fun o -> o < 0) a b
  | Less_or_equal -> order ~exact (fun o -> o <= 0) a b
  | Greater -> order ~exact (fun o -> o > 0) a b
  | Greater_or_equal -> order ~exact (fun o -> o >= 0) a b
  | Contains -> sets ~exact List.for_all a b
  | Any_of -> sets ~exact List.exists a b
  | Not_contains -> negated (sets ~exact List.for_all a b)
  | Not_any_of -> negated (sets ~exact List.exists a b)

(* A binary relational operator; unknown operands make an unknown result. *)
let relational relation a b =
  let values a b exact =
    Option.map Tri.of_bool (relate relation ~exact a b)
  in
  match (a, b) with
  | (Absent | Result Tri.Unknown), _ | _, (Absent | Result Tri.Unknown) ->
      Some Tri.Unknown
  | Result _, _ | _, Result _ -> None
  | Constant a, Constant b -> values a b false
  | Constant a, Read b -> values a b.value b.case_sensitive
  | Read a, Constant b -> values a.value b a.case_sensitive
  | Read a, Read b ->
      values a.value b.value (a.case_sensitive || b.case_sensitive)

(* The operand of the membership operators: a SID literal or several. *)
let sid_literals = function
  | Constant (Scalar (Claim.Sid sid)) -> Some [ sid ]
  | Constant (Composite list) ->
      all
        (List.map
           (function Scalar (Claim.Sid sid) -> Some sid | _ -> None)
           list)
  | Constant (Scalar _) | Read _ | Absent | Result _ -> None

let membership environment ~for_allow { of_device; any; negated } operand =
  let* sids = sid_literals operand in
  let is_member =
    if of_device then environment.device_member ~for_allow
    else environment.member ~for_allow
  in
  let answer =
    if any then List.exists is_member sids else List.for_all is_member sids
  in
  Some
    (if environment.sees_members then Tri.of_bool (answer <> negated)
     else Tri.Unknown)

let exists = function
  | Read _ -> Some Tri.True
  | Absent -> Some Tri.False
  | Constant _ | Result _ -> None

(* Boolean coercion for logical operands (3.8). *)
let logical = function
  | Result result -> Some result
  | Absent -> Some Tri.Unknown
  | Constant _ -> None
  | Read { value; _ } -> (
      match value with
      | Scalar (Claim.Signed v) | Scalar (Claim.Unsigned v) ->
          Some (Tri.of_bool (not (Int64.equal v 0L)))
      | Scalar (Claim.Text text) -> Some (Tri.of_bool (text <> []))
      | Scalar (Claim.Octets _) | Scalar (Claim.Sid _) | Composite _ ->
          Some Tri.Unknown)

let push stack operand =
  if List.length stack < max_depth then Some (operand :: stack) else None

let result stack = Option.map (fun tri -> Result tri :: stack)

(* One token of the program on the stack. *)
let step environment ~for_allow stack token =
  match (token, stack) with
  | Literal value, _ -> push stack (Constant value)
  | Attribute (namespace, name), _ ->
      push stack (lookup environment ~for_allow namespace name)
  | Relation relation, right :: left :: stack ->
      result stack (relational relation left right)
  | Membership operator, operand :: stack ->
      result stack (membership environment ~for_allow operator operand)
  | Exists, operand :: stack -> result stack (exists operand)
  | Not_exists, operand :: stack ->
      result stack (Option.map Tri.negate (exists operand))
  | Not, operand :: stack ->
      result stack (Option.map Tri.negate (logical operand))
  | (And | Or), right :: left :: stack ->
      let combine = if token = And then Tri.conj else Tri.disj in
      result stack
        (let* left = logical left in
         let* right = logical right in
         Some (combine left right))
  | (Relation _ | Membership _ | Exists | Not_exists | Not | And | Or), _ ->
      None

let rec run environment ~for_allow stack = function
  | [] -> Some stack
  | token :: others ->
      let* stack = step environment ~for_allow stack token in
      run environment ~for_allow stack others

(* The value of the application data of a callback ACE. *)
let evaluate environment ~for_allow bytes =
  let stack =
    let* program = Bytecode.parse bytes in
    run environment ~for_allow [] program
  in
  match stack with
  | Some [ Result result ] -> result
  | Some _ | None -> Tri.Unknown
