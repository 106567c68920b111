import type { ReactNode } from "react"

/** One numbered part of the wizard. */
export function Part({
  number,
  title,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <section className="part" aria-label={title}>
      <div className="pt-t">
        <span className="pn" aria-hidden="true">
          {number}
        </span>
        <h2>{title}</h2>
      </div>
      <div>{children}</div>
    </section>
  )
}
