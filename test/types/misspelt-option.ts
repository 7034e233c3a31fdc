import { adam } from 'isthmus'

// error: 'beta' does not exist
export default adam(1e-3, { beta: 0.9 })
