/** Sheets beside components, as Vite hands them on; tests of the studio import what imports them. */
declare module "*.module.css" {
  const classes: Readonly<Record<string, string>>
  export default classes
}

/** Pictures that Vite hands on by their address. */
declare module "*.webp" {
  const address: string
  export default address
}
