/** A file that Vite copies as it is: the import is the URL that it gets. */
declare module '*?url' {
  const url: string
  export default url
}
