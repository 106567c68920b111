import { access, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { JustesseError } from "@justesse/types"

/**
 * Who began which large upload that is not finished. What is on the disk counts, also of before a restart: each upload has a
 * description beside it until it is whole, ended or swept.
 */
export function openUploads(directory: string) {
  const owners = new Map<string, string>()
  let loaded: Promise<void> | null = null

  async function load(): Promise<void> {
    const names = await readdir(directory).catch(() => [])
    for (const name of names.filter((one) => one.endsWith(".json"))) {
      const person = await personIn(join(directory, name))
      if (person !== null) owners.set(name.slice(0, -".json".length), person)
    }
  }

  const of = (person: string) => [...owners].filter(([, owner]) => owner === person).map(([id]) => id)

  async function forgetEnded(ids: readonly string[]): Promise<void> {
    const there = await Promise.all(
      ids.map((id) =>
        access(join(directory, `${id}.json`)).then(
          () => true,
          () => false,
        ),
      ),
    )
    for (const [at, id] of ids.entries()) if (!there[at]) owners.delete(id)
  }

  return {
    /** Counts one more of a person's. @throws JustesseError too_many_uploads */
    async begin(id: string, person: string, most: number): Promise<void> {
      loaded ??= load()
      await loaded
      if (of(person).length >= most) await forgetEnded(of(person))
      if (of(person).length >= most) throw new JustesseError("too_many_uploads", { most })
      owners.set(id, person)
    },
  }
}

/** Whose upload a description tells of; null for one that tells nothing. */
async function personIn(path: string): Promise<string | null> {
  const text = await readFile(path, "utf8").catch(() => "")
  return /"person":"(\d+)"/.exec(text)?.[1] ?? null
}
