import { DEFAULT_PREFERENCES } from "@justesse/types"
import { useEffect, useState } from "react"
import { memoryActs } from "../../../offline/acts.ts"
import { NO_BEATS } from "../../../offline/beats.ts"
import { ActSender } from "../../../offline/sender.ts"
import { NO_TASKS } from "../../../offline/tasks.ts"
import { loadKind } from "../kinds/list.ts"
import type { ImageCache } from "../model/imageCache.ts"
import { TaskScreen } from "../Screen.tsx"
import { exposeBench } from "./expose.ts"
import { BENCH_PROJECT, benchCache, benchTransport, readBench } from "./task.ts"

const context = readBench(new URLSearchParams(window.location.search))
const nothingKept = { read: async () => null, write: async () => {}, forget: async () => {} }
const noAddress = () => {}

/** Sends at once, and keeps nothing. */
function makeSender(transport: ReturnType<typeof benchTransport>): ActSender {
  const alone = {
    person: 0,
    whoseSession: async () => 0,
    exclusively: (_: string, work: () => Promise<void>) => work(),
  }
  return new ActSender({ ...alone, transport, store: memoryActs(), want: () => 3, onSent: () => {} })
}

/** `/bench/canvas?n=&w=&h=&img=&seed=&points=`: the real task page over a transport that keeps nothing (benches only). */
export function BenchPage() {
  const [ready, setReady] = useState<{
    cache: ImageCache
    transport: ReturnType<typeof benchTransport>
    sender: ActSender
  } | null>(null)
  useEffect(() => {
    // What a page shows of its kind is there with its first task, as the picture is.
    void Promise.all([benchCache(context), loadKind(context.kind)]).then(([{ cache, images }]) => {
      const transport = benchTransport(context, images)
      setReady({ cache, transport, sender: makeSender(transport) })
    })
  }, [])
  if (!ready) return null
  return (
    <TaskScreen
      assignment={null}
      keyCaps
      leftHanded={false}
      local={nothingKept}
      onContext={(opened) => exposeBench(opened, context)}
      onTask={noAddress}
      openPalette={noAddress}
      project={BENCH_PROJECT}
      cache={ready.cache}
      beats={NO_BEATS}
      sender={ready.sender}
      tasks={NO_TASKS}
      hands={DEFAULT_PREFERENCES}
      onHands={() => undefined}
      transport={ready.transport}
    />
  )
}
