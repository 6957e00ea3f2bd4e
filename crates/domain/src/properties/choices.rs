//! Properties with a closed set of values; the first is the default.

use super::reader::Choice;

macro_rules! choice {
    ($(#[$doc:meta])* $visibility:vis $name:ident { $(#[$first_doc:meta])* $first:ident $(, $(#[$variant_doc:meta])* $variant:ident)* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        $visibility enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$variant_doc])* $variant),*
        }

        impl Choice for $name {
            const VALUES: &'static [(&'static str, Self)] = &[
                (stringify!($first), Self::$first),
                $((stringify!($variant), Self::$variant)),*
            ];
        }
    };
}

choice! {
    /// How Qovery gets in.
    pub(super) AuthenticationMethod {
        /// It assumes a role.
        AssumeRole,
        /// It holds a static key.
        StaticCredentials,
    }
}

choice! {
    /// If a permission is denied: fail, report, or do not check.
    pub PermissionCheck {
        /// It fails the stack.
        Enforce,
        /// It is reported.
        Warn,
        /// The check is not made.
        Skip,
    }
}

choice! {
    /// What matching credentials that exist already do.
    pub OnExisting {
        /// They are used as they are, and never deleted by this stack.
        Adopt,
        /// They fail the stack.
        Fail,
    }
}

choice! {
    /// What linked clusters do when the stack is deleted.
    pub OnDelete {
        /// They keep the stack.
        Protect,
        /// They lose their access.
        Revoke,
    }
}
