import { writeFile } from "node:fs/promises"
import { createToken } from "@justesse/api/services"
import { people } from "@justesse/db"
import { TokenScope } from "@justesse/types"
import { Unusable } from "../arguments.ts"
import { COMMON, type Command, done } from "../command.ts"
import { placeOf, requireStudio } from "../place.ts"
import { slugFrom, withStudio } from "../studio.ts"

export const token: Command = {
  usage: "token create --user EMAIL --scope S",
  about: "Makes an API token for a person; it is shown this once.",
  page: "Settings › Tokens",
  options: {
    ...COMMON,
    user: { type: "string", value: "EMAIL", help: "whose token" },
    project: { type: "string", value: "NAME", help: "the only project that it opens (default: all of theirs)" },
    scope: { type: "string", value: "S,S", help: TokenScope.options.join(", ") },
    days: { type: "string", value: "N", help: "days until it ends (default: 90)" },
    out: { type: "string", value: "FILE", help: "write it into a file (mode 0600) instead of printing it" },
  },
  async run(args, around) {
    if (args.positionals[0] !== "create") throw new Unusable("justesse token create --user EMAIL --scope S")
    const email = args.text("user")
    const scopes = TokenScope.array()
      .min(1)
      .safeParse((args.text("scope") ?? "").split(",").filter((s) => s !== ""))
    if (email === undefined || !scopes.success)
      throw new Unusable(`Name a person with --user and scopes with --scope (${TokenScope.options.join(", ")}).`)
    const place = await placeOf(args, around)
    requireStudio(place)
    return withStudio(place, async (deps) => {
      const person = await people(deps.storage.db).byEmail(email)
      if (!person) throw new Unusable(`Nobody here has the address ${email}.`)
      const made = await createToken(deps, person.id, person.operator, {
        name: "command line",
        scopes: scopes.data,
        days: Number(args.text("days") ?? 90),
        project: args.text("project") === undefined ? null : slugFrom(args),
      })
      const out = args.text("out")
      if (out !== undefined) await writeFile(out, `${made.token}\n`, { mode: 0o600 })
      return done(
        { token: out === undefined ? made.token : null, id: made.row.id },
        out === undefined ? made.token : `Written to ${out}.`,
      )
    })
  },
}
