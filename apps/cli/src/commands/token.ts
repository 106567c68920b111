import { writeFile } from "node:fs/promises"
import { tokenFor } from "@justesse/api/services"
import { JustesseError, TokenScope } from "@justesse/types"
import { TokenCreated } from "@justesse/types/wire/account"
import { TokenFor } from "@justesse/types/wire/admin"
import type { z } from "zod"
import { type Arguments, Unusable } from "../arguments.ts"
import { COMMON, type Command, done } from "../command.ts"
import { remote } from "../remote.ts"
import { commandLine, slugFrom, withStudio } from "../studio.ts"
import { findOneStudio, requireStudio, type StudioPath } from "../studioPath.ts"

const USAGE = "token create --user EMAIL --scope S"
const MOST_DAYS = 3650

function wantedFrom(args: Arguments): z.infer<typeof TokenFor> {
  if (args.positionals[0] !== "create") throw new Unusable(`Say what to do: ${USAGE}.`)
  const email = args.text("user")
  if (email === undefined) throw new Unusable("Name a person with --user EMAIL.")
  const known = TokenFor.shape.email.safeParse(email)
  if (!known.success) throw new Unusable(`--user ${email}: this is not an e-mail address.`)
  const typed = (args.text("scope") ?? "").split(",").filter((word) => word !== "")
  const scopes = TokenScope.array().min(1).safeParse(typed)
  if (!scopes.success)
    throw new Unusable(`--scope ${typed.join(",")}: name one or more of ${TokenScope.options.join(", ")}.`)
  const days = Number(args.text("days") ?? 90)
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new Unusable(`--days ${args.text("days")}: a whole number from 1 to ${MOST_DAYS}.`)
  const project = args.text("project") === undefined ? null : slugFrom(args)
  return { name: "command line", email: known.data, scopes: scopes.data, days, project }
}

async function made(studioPath: StudioPath, wanted: z.infer<typeof TokenFor>): Promise<z.infer<typeof TokenCreated>> {
  try {
    if (studioPath.server) return await remote(studioPath.server).mutate("admin.tokenFor", wanted, TokenCreated)
    return await withStudio(studioPath, async (deps) => tokenFor(deps, await commandLine(deps), wanted))
  } catch (error) {
    if (!(error instanceof JustesseError)) throw error
    const { email, project, scopes } = wanted
    if (error.code === "not_found" && error.detail.email !== undefined)
      throw new Unusable(`Nobody with an account here has the address ${email}.`)
    if (error.code === "not_found") throw new Unusable(`${email} is not a member of a project ${project}.`)
    if (error.code !== "not_allowed") throw error
    throw new Unusable(
      project === null
        ? `${email} does not operate this studio: the scope operate is for operators.`
        : `A token of one project cannot have the scopes ${scopes.filter((one) => one === "work" || one === "operate").join(", ")}: leave --project out.`,
    )
  }
}

export const token: Command = {
  usage: USAGE,
  about: "Creates an API token for a person; it is shown only once.",
  page: "My settings › API tokens",
  options: {
    ...COMMON,
    user: { type: "string", value: "EMAIL", help: "whose token" },
    project: { type: "string", value: "NAME", help: "the only project that it opens (default: all of theirs)" },
    scope: { type: "string", value: "S,S", help: TokenScope.options.join(", ") },
    days: { type: "string", value: "N", help: "days until it expires (default: 90)" },
    out: { type: "string", value: "FILE", help: "write it into a file (mode 0600) instead of printing it" },
  },
  async run(args, around) {
    const wanted = wantedFrom(args)
    const studioPath = await findOneStudio(args, around)
    requireStudio(studioPath)
    const { token: secret, row } = await made(studioPath, wanted)
    const out = args.text("out")
    if (out !== undefined) await writeFile(out, `${secret}\n`, { mode: 0o600 })
    return done(
      { token: out === undefined ? secret : null, id: row.id },
      out === undefined ? secret : `Written to ${out}.`,
    )
  },
}
