import type { LinkProps } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { Icon } from "../theme/Icon.tsx"
import measures from "../theme/measures.module.css"
import { TextLink } from "./Button.tsx"
import css from "./parts.module.css"

/** Name of the page, what is beside it, and its acts at the right. */
export function Head({
  title,
  beside,
  children,
}: {
  readonly title: ReactNode
  readonly beside?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div className={css.head}>
      <h1>{title}</h1>
      {beside}
      <span className="grow" />
      {children}
    </div>
  )
}

/** The sentence that answers the page's question. */
export function Intro({ children }: { readonly children: ReactNode }) {
  return <p className="lead">{children}</p>
}

/** Where this page lies: links, then the page itself. */
export function Crumbs({
  items,
  here,
}: {
  readonly items: readonly LinkProps[]
  /** Left out where the page's title is the same word. */
  readonly here?: string
}) {
  return (
    <nav className={css.crumb}>
      {items.map((item, at) => (
        <span key={item.to} className="inline">
          <TextLink {...item} />
          {(here !== undefined || at < items.length - 1) && <Icon name="right" small />}
        </span>
      ))}
      {here !== undefined && <span>{here}</span>}
    </nav>
  )
}

/** A titled part of a page; hairlines part it from others, never a card. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section aria-label={title}>
      <div className="sec-h">
        <h2>{title}</h2>
        <span className="grow" />
        {aside}
      </div>
      {children}
    </section>
  )
}

export function Rule() {
  return <hr className={css.rule} />
}

/** Lines of a list, each over a hairline. */
export function Rows({ children }: { readonly children: ReactNode }) {
  return <div className="rows">{children}</div>
}

/** One line: what it is at the left, the figure or act at the right. */
export function Row({
  name,
  children,
  tall,
}: {
  readonly name: ReactNode
  readonly children?: ReactNode
  readonly tall?: boolean
}) {
  return (
    <div className={tall ? `row ${measures.high56}` : "row"}>
      <span className="g">{name}</span>
      {children}
    </div>
  )
}

type Tone = "need" | "good" | "loss" | "acc"
export function Tag({ children, tone }: { readonly children: ReactNode; readonly tone?: Tone }) {
  return <span className={tone ? `tag ${tone}` : "tag"}>{children}</span>
}

export function Note({ children, need }: { readonly children: ReactNode; readonly need?: boolean }) {
  return <p className={need ? "note need" : "note"}>{children}</p>
}

interface SegProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { value: T; name: ReactNode; title?: string }[]
  readonly onChange: (value: T) => void
  readonly big?: boolean
}

/** One of a few, side by side; the pressed one is marked by ground and weight. */
export function Seg<T extends string>({ label, value, options, onChange, big }: SegProps<T>) {
  return (
    <span className={big ? `${css.choice} ${css.big}` : css.choice} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          aria-label={option.title}
          title={option.title}
          onClick={() => onChange(option.value)}
        >
          {option.name}
        </button>
      ))}
    </span>
  )
}
