import { randomUUID } from "node:crypto"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { formatGroupHead, takeGroup } from "@justesse/types/wire/uploads"
import type { Client } from "../support/client.ts"
import type { Made } from "./ingestMade.ts"

/** Requests that the studio has on their way at once. */
const AT_ONCE = 3

/** Sends files as the studio's page does; the batch that they are in. */
export async function sendAsBrowser(owner: Client, project: string, { folder, names }: Made): Promise<string> {
  const batch = randomUUID()
  const sized = names.map(async (name) => ({ name, size: (await stat(join(folder, name))).size }))
  const waiting = await Promise.all(sized)
  const next = () => takeGroup(waiting, ({ size }) => size)
  const lane = async () => {
    for (let some = next(); some.length > 0; some = next()) {
      const files = await Promise.all(
        some.map(async ({ name }) => ({ name, body: await readFile(join(folder, name)) })),
      )
      const [first] = files
      if (files.length === 1 && first) {
        const { status, text } = await owner.upload(project, batch, first.name, first.body)
        if (status !== 200) throw new Error(`${first.name}: ${status} ${text}`)
        continue
      }
      const head = formatGroupHead(files.map(({ name, body }) => ({ name, sizeBytes: body.length })))
      const body = Buffer.concat([Buffer.from(head), ...files.map((file) => file.body)])
      const answer = await owner.request(`/upload/${project}/${batch}/group`, { method: "PUT", body })
      if (answer.status !== 200) throw new Error(`a group: ${answer.status} ${await answer.text()}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return batch
}
