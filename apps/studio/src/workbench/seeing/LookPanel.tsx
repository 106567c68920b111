import type { Look } from "@justesse/types"
import { useEffect, useRef } from "react"
import { useStore } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import styles from "../parts/frame.module.css"
import css from "./look.module.css"
import { setLook, theLook } from "./look.ts"

interface LookPanelProps {
  /** Where the page puts it. */
  readonly className: string
  readonly run: (command: string) => void
  /** Where somebody draws: whether the magnifier shows while they do. */
  readonly loupe?: { readonly shown: boolean; readonly show: (shown: boolean) => void }
}

/** Brightness, contrast, gamma, saturation, inverted, pixels: seen only, nothing of the picture changes. */
export function LookPanel({ className, run, loupe }: LookPanelProps) {
  const t = useT("task")
  const look = useStore(theLook, (seen) => seen.look)
  const compared = useStore(theLook, (seen) => seen.compared)
  return (
    <div className={`${styles.pop} ${css.panel} ${className}`} role="group" aria-label={t("tools.picture")}>
      <div className={css.head}>
        <b>{t("picture.title")}</b>
        <span className={css.only}>{t("picture.only")}</span>
        <button className={css.close} onClick={() => run("look.open")} type="button">
          {t("picture.close")} <Cap of="look.open" />
        </button>
      </div>
      <div className={css.rows}>
        <Hundredths look={look} part="brightness" takesFocus />
        <Hundredths look={look} part="contrast" />
        <Gamma gamma={look.gamma} />
        <Hundredths look={look} part="saturation" />
        <Toggle checked={look.invert} name={t("picture.invert")} onChange={(invert) => setLook({ invert })} />
        <div className={`${styles.line} ${css.row}`}>
          <span className={css.name}>{t("picture.pixels")}</span>
          <span aria-label={t("picture.pixels")} className={css.choice} role="group">
            {(["smooth", "square"] as const).map((one) => (
              <button
                aria-pressed={one === look.pixels}
                className={css.one}
                key={one}
                onClick={() => setLook({ pixels: one })}
                type="button"
              >
                {t(`picture.${one}`)}
              </button>
            ))}
          </span>
        </div>
        <Toggle checked={look.keep} name={t("picture.keep")} onChange={(keep) => setLook({ keep })} />
        {loupe && <Toggle of="view.loupe" checked={loupe.shown} name={t("picture.loupe")} onChange={loupe.show} />}
      </div>
      <div className={css.foot}>
        <button className={css.act} onClick={() => run("look.reset")} type="button">
          {t("picture.reset")} <Cap of="look.reset" />
        </button>
        <button aria-pressed={compared} className={css.act} onClick={() => run("look.compare")} type="button">
          {t("picture.compare")} <Cap of="look.compare" />
        </button>
      </div>
    </div>
  )
}

function Hundredths(props: {
  readonly look: Look
  readonly part: "brightness" | "contrast" | "saturation"
  readonly takesFocus?: boolean
}) {
  const { look, part, takesFocus } = props
  const t = useT("task")
  const value = look[part]
  return (
    <Slider
      max={100}
      min={-100}
      name={t(`picture.${part}`)}
      onChange={(next) => setLook({ [part]: next })}
      step={2}
      takesFocus={takesFocus === true}
      text={value > 0 ? `+${value}` : value < 0 ? `−${-value}` : "0"}
      value={value}
    />
  )
}

/** Doublings of gamma, so that 1 is in the middle. */
function Gamma({ gamma }: { readonly gamma: number }) {
  const t = useT("task")
  const format = useFormat()
  const most = Math.log2(5)
  return (
    <Slider
      max={most}
      min={-most}
      name={t("picture.gamma")}
      onChange={(doublings) => setLook({ gamma: Math.abs(doublings) < 0.04 ? 1 : 2 ** doublings })}
      step={most / 50}
      text={format.number(gamma)}
      value={Math.log2(gamma)}
    />
  )
}

interface SliderProps {
  readonly name: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly text: string
  readonly takesFocus?: boolean
  readonly onChange: (value: number) => void
}

function Slider({ name, value, min, max, step, text, takesFocus, onChange }: SliderProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (takesFocus) input.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return (
    <label className={`${styles.line} ${css.row}`}>
      <span className={`${measures.wide84} ${measures.fixed}`}>{name}</span>
      <input
        aria-valuetext={text}
        className={styles.slider}
        max={max}
        min={min}
        onChange={(event) => onChange(Number(event.target.value))}
        ref={input}
        step={step}
        type="range"
        value={value}
      />
      <span className={`${styles.dim} ${styles.sm} ${css.figure}`}>{text}</span>
    </label>
  )
}

interface ToggleProps {
  readonly name: string
  readonly checked: boolean
  readonly of?: string
  readonly onChange: (on: boolean) => void
}

function Toggle({ name, checked, of, onChange }: ToggleProps) {
  return (
    <label className={`${styles.line} ${css.row}`}>
      <span className={css.name}>{name}</span>
      {of && <Cap of={of} />}
      <input checked={checked} onChange={(event) => onChange(event.target.checked)} type="checkbox" />
    </label>
  )
}
