//! What is written as it is: the bytes that something was serialised to before, so that it need not be held in the form in which it is used.

use serde::ser::{Serialize, SerializeTuple, Serializer};

/// The postcard bytes of something.
#[derive(Debug, Clone)]
pub(super) struct Packed(Box<[u8]>);

impl Packed {
    /// Packs what holds nothing that cannot be written.
    pub(super) fn of(value: &impl Serialize) -> Self {
        let bytes = postcard::to_stdvec(value).expect("it holds nothing that cannot be written");
        Self(bytes.into_boxed_slice())
    }
}

/// Its bytes stand where what they were made of would stand.
impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.0.len())?;
        for byte in &self.0 {
            tuple.serialize_element(byte)?;
        }
        tuple.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_parts_are_the_same_bytes() {
        let parts = vec![(1u32, "a".to_string()), (70_000, "輝達".to_string())];
        let packed: Vec<Packed> = parts.iter().map(Packed::of).collect();
        let plain = postcard::to_stdvec(&(7u64, &parts, "end")).unwrap();
        assert_eq!(postcard::to_stdvec(&(7u64, &packed, "end")).unwrap(), plain);
    }
}
