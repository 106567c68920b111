import { useEffect, useState } from "react"
import { useStore as useZustand } from "zustand"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { saver, spare } from "../../../offline/saver.ts"
import surface from "../../canvas/surface.module.css"
import { NetLine } from "../../parts/NetLine.tsx"
import { useTaskContext } from "../ui.ts"

/** A slow line, with the way to spare it. */
export function SlowLine() {
  const t = useT("offline")
  const format = useFormat()
  const speed = useZustand(saver, (state) => state.speed)
  return (
    <NetLine icon="net" title={t("saver.slow", { speed: format.bytes(speed ?? 0) })} text={t("saver.slowText")}>
      <button onClick={() => saver.setState({ isOn: true })} type="button">
        {t("saver.use")}
      </button>
      <button onClick={() => saver.setState({ isPutOff: true })} type="button">
        {t("saver.notNow")}
      </button>
    </NetLine>
  )
}

/** Zooming in beyond what the smaller picture shows loads all of it; so does asking. */
export function SmallerPicture({ full }: { readonly full: string }) {
  const t = useT("offline")
  const format = useFormat()
  const { engine, store } = useTaskContext()
  const [state, setState] = useState<"small" | "comes" | "sharp">(store.isSharp ? "sharp" : "small")
  const [bytes, setBytes] = useState<number | null>(null)
  useEffect(() => {
    const follow = () => {
      const sharpest = engine.picture?.levels[0]
      if (!sharpest) return
      // A preview may be as large as its picture: it is compressed more all the same.
      if (sharpest.isFull || engine.picture?.tiles) return setState("sharp")
      if (!store.isSharp && sharpest.scale * ALMOST >= engine.view.scale * (window.devicePixelRatio || 1)) return
      if (!store.isSharp) store.sharpen()
      setState("comes")
    }
    follow()
    const leaves = [engine.onView(follow), engine.onPicture(follow)]
    return () => leaves.forEach((leave) => leave())
  }, [engine, store])
  useEffect(() => {
    if (store.isSharp) return
    const stop = new AbortController()
    void sizeOf(full, stop.signal).then((found) => {
      if (found === null || store.isSharp) return
      setBytes(found)
      spare(full, found)
    })
    return () => stop.abort()
  }, [full, store])
  if (state === "sharp") return null
  const load = bytes === null ? t("saver.load") : t("saver.loadBytes", { bytes: format.bytes(bytes) })
  return (
    <div className={surface.sharpLine} role="status">
      <span>
        {t(state === "comes" ? "saver.comes" : "saver.small")}{" "}
        {state === "small" && (
          <button
            onClick={() => {
              store.sharpen()
              setState("comes")
            }}
            type="button"
          >
            {load}
          </button>
        )}
      </span>
    </div>
  )
}

/** A little softer than the screen could show is not worth the whole picture. */
const ALMOST = 1.05

/** How many bytes a picture has, without loading it; null where that is not to be had. */
async function sizeOf(address: string, signal: AbortSignal): Promise<number | null> {
  try {
    const response = await fetch(address, { method: "HEAD", signal })
    const length = Number(response.headers.get("content-length") ?? 0)
    return response.ok && length > 0 ? length : null
  } catch {
    return null // without a network nobody knows
  }
}
