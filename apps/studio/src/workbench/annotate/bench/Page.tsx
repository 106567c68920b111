import { useEffect, useState } from "react"
import type { ImageCache } from "../model/imageCache.ts"
import { TaskScreen } from "../Screen.tsx"
import { exposeBench } from "./expose.ts"
import { BENCH_PROJECT, benchCache, benchTransport, readBench } from "./task.ts"

const context = readBench(new URLSearchParams(window.location.search))
const nothingKept = { read: async () => null, write: async () => {}, forget: async () => {} }
const noAddress = () => {}

/** `/bench/canvas?n=&w=&h=&img=&seed=`: the real task page over a transport that keeps nothing (benches only). */
export function BenchPage() {
  const [ready, setReady] = useState<{ cache: ImageCache; transport: ReturnType<typeof benchTransport> } | null>(null)
  useEffect(() => {
    void benchCache(context).then(({ cache, images }) =>
      setReady({ cache, transport: benchTransport(context, images) }),
    )
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
      transport={ready.transport}
    />
  )
}
