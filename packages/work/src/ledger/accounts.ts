/**
 * What money can lie on. `external_in` is where buyers' money comes from and `external_out` where payouts go: their balances are of
 * the world outside. On `fx` and `rounding` differences lie, of either sign. On all others there is money of somebody, 0 or more.
 *
 * | kind | whose | what |
 * |---|---|---|
 * | `project_free` | project | paid in, and not reserved for anything |
 * | `session_tranche` | session | the reserve of a session: for the next leases of one person, and for paid time beside them |
 * | `session_allowance` | session | for paid time without a lease, in sessions of earlier versions |
 * | `assignment_reserve` | assignment | for the work on one assignment, its bonus and its review |
 * | `worker_payable` | person | earned and not taken out |
 * | `learning_fund` | project | for training, reading of the guideline and mentoring, and for nothing else |
 * | `royalty_pool`, `social_provision`, `fee` | project or instance | set apart by rule |
 */
export const ACCOUNT_KINDS = [
  "external_in",
  "project_free",
  "session_tranche",
  "session_allowance",
  "assignment_reserve",
  "worker_payable",
  "external_out",
  "learning_fund",
  "royalty_pool",
  "social_provision",
  "fee",
  "fx",
  "rounding",
] as const
/** What money lies on for: a word of {@link ACCOUNT_KINDS}. */
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

/** An account by its kind and the id of whose it is: `worker_payable:17`. */
export type Account = `${AccountKind}:${string | number}`

/** The account of a kind that somebody or something has. */
export function accountOf(kind: AccountKind, owner: string | number): Account {
  return `${kind}:${owner}`
}

const KINDS: ReadonlySet<string> = new Set(ACCOUNT_KINDS)

/** The kind of an account. @throws RangeError `NOT_AN_ACCOUNT` where its kind is none of the list */
export function kindOf(account: Account): AccountKind {
  const kind = account.slice(0, account.indexOf(":"))
  if (!KINDS.has(kind)) throw new RangeError(`NOT_AN_ACCOUNT: ${account.slice(0, 40)}`)
  return kind as AccountKind // it is in the list
}

const OF_EITHER_SIGN: ReadonlySet<AccountKind> = new Set<AccountKind>(["external_in", "external_out", "fx", "rounding"])

/** Whether money of somebody lies there, so that the balance is never below nought (LED-2). */
export function isInternal(account: Account): boolean {
  return !OF_EITHER_SIGN.has(kindOf(account))
}
