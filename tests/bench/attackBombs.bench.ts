// needs: server
import { startServer } from "../support/server.ts"
import { DOCUMENT_BOMBS, PICTURE_BOMBS, TEXT_BOMBS } from "./attackBytesMade.ts"
import { burst, studioWith } from "./attackBytesRun.ts"

/**
 * Small files that unpack to very much, imported one after the other into a real server: `npm run bench -- attackBombs [FILE …]`. For
 * each: seconds, memory of all processes at its highest over the serving one of the moment before, and the answer. `rssMb` adds up what
 * every process holds, pages that several share as often; `pssMb` counts each page once. Exit 1 where one takes more than 150 MB
 * (`rssMb`; texts, which are read in the serving process: 300 MB) or the import more than 5 s of decoding and 3 s around it.
 */
const MOST_MB = 150
const MOST_TEXT_MB = 300
const MOST_SECONDS = 8

const wanted = process.argv.slice(2)
const server = await startServer({ demo: false })
let isShort = false
try {
  const { owner } = await studioWith(server, 0)
  for (const bomb of [...PICTURE_BOMBS, ...DOCUMENT_BOMBS, ...TEXT_BOMBS]) {
    if (wanted.length > 0 && !wanted.includes(bomb.file)) continue
    const { told } = await burst(owner, bomb)
    const most = TEXT_BOMBS.includes(bomb) ? MOST_TEXT_MB : MOST_MB
    const good = told.rssMb <= most && told.seconds <= MOST_SECONDS
    isShort ||= !good
    console.log(JSON.stringify({ bench: "attackBombs", ...told, mostMb: most, mostSeconds: MOST_SECONDS, good }))
  }
} finally {
  await server.stop()
}
process.exit(isShort ? 1 : 0)
